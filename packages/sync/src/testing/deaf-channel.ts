/**
 * A browser may drop other windows' messages while one is suspended. Channels created from now on receive nothing while
 * `deaf` is set.
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
