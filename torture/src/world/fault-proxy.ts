import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be slow, mute, cut, and lead elsewhere. */
export class FaultProxy implements AsyncDisposable {
  /** The target of new connections. */
  targetPort: number;
  /** Data sent towards the server is delayed this long: a commit is held back. */
  requestDelayMs = 0;
  /** How many of the next replies are lost: the request arrives, the connection is cut before the answer does. */
  loseReplies = 0;
  /** After this many further bytes towards the server the connection is cut, in the middle of whatever it was. */
  cutAfterBytes: number | null = null;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((incoming) => this.#accept(incoming));
  #open = true;
  #port = 0;

  constructor(targetPort: number) {
    this.targetPort = targetPort;
  }

  static async start(targetPort: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(targetPort);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    const address = proxy.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    proxy.#port = address.port;
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  cut(): void {
    this.#open = false;
    this.drop();
  }

  /** Cuts what is connected now; new connections are taken. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Everything as it should be. */
  mend(): void {
    this.#open = true;
    this.requestDelayMs = 0;
    this.loseReplies = 0;
    this.cutAfterBytes = null;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A connection that is cut reports it on both ends.
    socket.on('error', () => socket.destroy());
  }

  #accept(incoming: Socket): void {
    this.#keep(incoming);
    if (!this.#open) {
      incoming.destroy();
      return;
    }
    const outgoing = connect(this.targetPort, '127.0.0.1');
    this.#keep(outgoing);
    incoming.on('close', () => outgoing.destroy());
    outgoing.on('close', () => incoming.destroy());
    let sending = Promise.resolve();
    incoming.on('data', (chunk: Buffer) => {
      const delayMs = this.requestDelayMs;
      // In order, however the delay changes meanwhile.
      if (delayMs === 0) sending = sending.then(() => this.#send(outgoing, incoming, chunk));
      else {
        const later = new Promise<void>((resolve) => setTimeout(resolve, delayMs));
        sending = sending.then(() => later).then(() => this.#send(outgoing, incoming, chunk));
      }
    });
    outgoing.on('data', (chunk: Buffer) => {
      if (this.loseReplies > 0) {
        this.loseReplies -= 1;
        incoming.destroy();
      } else incoming.write(chunk);
    });
  }

  #send(outgoing: Socket, incoming: Socket, chunk: Buffer): void {
    if (this.cutAfterBytes === null || chunk.length < this.cutAfterBytes) {
      if (this.cutAfterBytes !== null) this.cutAfterBytes -= chunk.length;
      if (!outgoing.destroyed) outgoing.write(chunk);
      return;
    }
    const part = chunk.subarray(0, this.cutAfterBytes);
    this.cutAfterBytes = null;
    outgoing.end(part);
    incoming.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
