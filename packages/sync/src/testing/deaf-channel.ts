/**
 * A browser may drop the messages of other windows while one stands still. Channels that are made from now on hear nothing
 * while `deaf` says so.
 * @returns puts the original channel back
 */
export function installDeafChannel(deaf: () => boolean): () => void {
  const Original = globalThis.BroadcastChannel;
  globalThis.BroadcastChannel = class extends Original {
    override set onmessage(listener: BroadcastChannel['onmessage']) {
      super.onmessage = (event) => {
        if (!deaf()) listener?.call(this, event);
      };
    }
    override get onmessage(): BroadcastChannel['onmessage'] {
      return super.onmessage;
    }
  };
  return () => {
    globalThis.BroadcastChannel = Original;
  };
}
