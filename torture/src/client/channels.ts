import type { MainThread } from './main-thread.ts';

/** Makes something whose channels to other windows are heard by this main thread. */
export type MakeIn = <T>(thread: MainThread, make: () => T) => T;

/** From now on a channel's messages wait while the window that opened it is frozen, as they do in a browser. */
export function gateChannels(): MakeIn {
  const Native = globalThis.BroadcastChannel;
  let maker: MainThread | null = null;

  class GatedChannel extends Native {
    readonly #thread = maker;

    override set onmessage(handler: ((event: MessageEvent) => void) | null) {
      const thread = this.#thread;
      const heard =
        thread === null || handler === null ? handler : (event: MessageEvent) => thread.later(() => handler(event));
      super.onmessage = heard as typeof Native.prototype.onmessage;
    }
  }
  globalThis.BroadcastChannel = GatedChannel;

  return (thread, make) => {
    maker = thread;
    try {
      return make();
    } finally {
      maker = null;
    }
  };
}
