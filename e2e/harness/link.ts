import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * The network between one device and the server: a TCP relay that can be cut in the middle of everything and
 * restored. A fault by wrapping a port; neither side knows of it.
 */
export class Link {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #up = true;

  private constructor(target: () => number) {
    this.#server = createServer((near) => {
      if (!this.#up) {
        near.destroy();
        return;
      }
      const far = connect(target(), '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#open.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#open.delete(from);
          to.destroy();
        });
      }
    });
  }

  /** @param target the server's port, asked anew for each connection */
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

  cut(): void {
    this.#up = false;
    for (const socket of this.#open) socket.destroy();
  }

  restore(): void {
    this.#up = true;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
