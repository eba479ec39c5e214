import type { SessionChange } from '../../bridge/bridge.ts';

/** Tells every window of a browser that somebody signed in or out. */
export interface SessionNews {
  tell: (change: SessionChange) => void;
  /** @returns how to stop listening */
  listen: (listener: (change: SessionChange) => void) => () => void;
}

const CHANNEL = 'marginiq.session';

/** Other windows hear it by the channel; this one at once. */
export function browserSessionNews(): SessionNews {
  const own = new Set<(change: SessionChange) => void>();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<SessionChange>) => {
    for (const listener of [...own]) listener(data);
  };
  return {
    tell: (change) => {
      channel.postMessage(change);
      for (const listener of [...own]) listener(change);
    },
    listen: (listener) => {
      own.add(listener);
      return () => void own.delete(listener);
    },
  };
}
