import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface DelayingProxy extends AsyncDisposable {
  /** The connection string of the MongoDB behind it. */
  uri: string;
}

const COMMIT = Buffer.from('commitTransaction');

/** Passes on what comes, in order, but lets a commit wait. Small messages come whole: a commit is one. */
function passOn(from: Socket, to: Socket, delayMs: () => number): void {
  let before: Promise<unknown> = Promise.resolve();
  from.on('data', (bytes: Buffer) => {
    const held = bytes.includes(COMMIT) ? wait(delayMs()) : null;
    before = before.then(() => held).then(() => to.write(bytes));
  });
}

/** A way to MongoDB on which every commit is held back for a random time, as on a slow or distant server. */
export async function startDelayingProxy(mongoUri: string, delayMs: () => number): Promise<DelayingProxy> {
  const target = new URL(mongoUri);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
  };
  const server = createServer((incoming) => {
    const outgoing = connect(Number(target.port || 27_017), target.hostname);
    for (const socket of [incoming, outgoing]) keep(socket);
    incoming.on('close', () => outgoing.destroy());
    outgoing.on('close', () => incoming.destroy());
    passOn(incoming, outgoing, delayMs);
    outgoing.pipe(incoming);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    uri: `mongodb://127.0.0.1:${address.port}/?directConnection=true`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
