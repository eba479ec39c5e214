import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { StreamedPage } from '@marginiq/contract/stream';
import { TRPCClientError } from '@trpc/client';
import { httpClient, tokenFor } from './callers.ts';
import { eventually } from './eventually.ts';
import type { TestApi } from './test-api.ts';
import type { TestDevice } from './test-device.ts';

/** A client's open stream, over real HTTP and server-sent events. */
export class TestListener {
  readonly items: number[] = [];
  /** The changes that came with the items. */
  readonly pages: StreamedPage[] = [];
  /** How the stream ended: `complete`, `cut`, or the code of the server's error. */
  readonly ended: Promise<string>;
  #stop: () => void = () => undefined;

  private constructor(api: TestApi, token: string) {
    const client = httpClient(api.url, token);
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#stop();
        resolve(how);
      };
      const subscription = client.sync.stream.subscribe(
        { protocol: PROTOCOL_VERSION },
        {
          onData: (given) => {
            const item = 'data' in given ? given.data : given;
            this.items.push(item.seq);
            if (item.page) this.pages.push(item.page);
          },
          onComplete: () => end('complete'),
          onError: (error) => end(error instanceof TRPCClientError ? (error.data?.code ?? 'cut') : 'cut'),
          // The client would reconnect by itself; a test wants to see that it was cut.
          onConnectionStateChange: ({ state, error }) => {
            if (state === 'connecting' && error) end('cut');
          },
        },
      );
      this.#stop = () => subscription.unsubscribe();
    });
  }

  /** Opens a stream with a fresh token, and waits for its first item: the company's position. */
  static async open(api: TestApi, device: TestDevice): Promise<TestListener> {
    const listener = TestListener.withToken(api, await tokenFor(api, device.claims(api.clock)));
    await listener.hears(() => listener.items.length > 0, 'the first item');
    return listener;
  }

  static withToken(api: TestApi, token: string): TestListener {
    return new TestListener(api, token);
  }

  get newest(): number | undefined {
    return this.items.at(-1);
  }

  /** Waits for a position. */
  async reaches(seq: number, withinMs = 5_000): Promise<void> {
    await this.hears(() => this.items.includes(seq), `news of position ${seq}`, withinMs);
  }

  private async hears(look: () => boolean, what: string, withinMs = 5_000): Promise<void> {
    await eventually(`${what}, after ${JSON.stringify(this.items)}`, look, withinMs);
  }

  close(): void {
    this.#stop();
  }
}
