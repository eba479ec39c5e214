import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** How much of one connection a slow line carries before it is the next one's turn. */
const PIECE_BYTES = 256;

/** One direction of the line, which all connections share. */
class Lane {
  /** Null: as fast as the machine. */
  bytesPerSecond: number | null = null;
  /** Everything that is sent vanishes, and nobody is notified. */
  swallowing = false;
  /** How much was carried so far. */
  bytes = 0;
  #freeAt = 0;

  async carry(from: Socket, to: Socket): Promise<void> {
    for await (const chunk of from) {
      for (const piece of this.#pieces(chunk as Buffer)) {
        await this.#turn(piece.length);
        if (this.swallowing) continue;
        this.bytes += piece.length;
        if (!to.write(piece)) await once(to, 'drain');
      }
    }
    to.end();
  }

  *#pieces(chunk: Buffer): Generator<Buffer> {
    for (let from = 0; from < chunk.length; ) {
      const until = this.bytesPerSecond === null ? chunk.length : from + PIECE_BYTES;
      yield chunk.subarray(from, until);
      from = until;
    }
  }

  async #turn(bytes: number): Promise<void> {
    if (this.bytesPerSecond === null) return;
    this.#freeAt = Math.max(this.#freeAt, performance.now()) + (bytes / this.bytesPerSecond) * 1_000;
    await wait(this.#freeAt - performance.now());
  }
}

/**
 * The network between one device and the server: a TCP relay that can be cut in the middle of everything, slowed down,
 * made to swallow what it carries, and restored. A fault by wrapping a port; neither side knows of it.
 */
export class Link {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #up = new Lane();
  readonly #down = new Lane();
  #isCut = false;

  private constructor(target: () => number) {
    this.#server = createServer((near) => {
      if (this.#isCut) {
        near.destroy();
        return;
      }
      const far = connect(target(), '127.0.0.1');
      for (const [from, to, lane] of [
        [near, far, this.#up],
        [far, near, this.#down],
      ] as const) {
        this.#open.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#open.delete(from);
          to.destroy();
        });
        // One side is gone; the other one learns of it by its own end.
        lane.carry(from, to).catch(() => to.destroy());
      }
    });
  }

  /** @param target the server's port, looked up again for each connection */
  static open(target: () => number): Promise<Link> {
    const link = new Link(target);
    return new Promise((resolve, reject) => {
      link.#server.once('error', reject);
      link.#server.listen(0, '127.0.0.1', () => resolve(link));
    });
  }

  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the link is closed');
    return `http://127.0.0.1:${address.port}`;
  }

  /** How much the device has received so far. */
  get bytesDown(): number {
    return this.#down.bytes;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#open) socket.destroy();
  }

  /**
   * From now on nothing gets through in either direction, and no connection is notified: a dead spot, a lost carrier.
   */
  swallow(): void {
    for (const lane of [this.#up, this.#down]) lane.swallowing = true;
  }

  /** A slow line: bytes per second in each direction, shared by all connections. Null: as fast as it can. */
  throttle(bytesPerSecond: number | null): void {
    for (const lane of [this.#up, this.#down]) lane.bytesPerSecond = bytesPerSecond;
  }

  restore(): void {
    this.#isCut = false;
    for (const lane of [this.#up, this.#down]) lane.swallowing = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
