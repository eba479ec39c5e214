import { profileSchema } from '@marginiq/contract/session';
import { z } from 'zod';
import type { SessionChange } from '../../bridge/bridge.ts';
import { type PageStorage, writeJson } from './stored-json.ts';

/** Tells every window of a browser that somebody signed in or out. */
export interface SessionNews {
  tell: (change: SessionChange) => void;
  /** @returns how to stop listening */
  listen: (listener: (change: SessionChange) => void) => () => void;
}

const NEWS_KEY = 'marginiq.sessionNews';

const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('signedIn'), profile: profileSchema }),
  z.object({
    kind: z.literal('signedOut'),
    identity: profileSchema.pick({ companyId: true, userId: true, deviceId: true }),
  }),
]);

/** How a window hears that another one wrote to the storage. */
export type StorageEvents = Pick<Window, 'addEventListener'>;

/**
 * Uses the storage's own events and not a channel: those arrive in order with what was written, so that whoever hears of a
 * sign-in finds its session. A channel's message can overtake it if two windows are in separate processes. This window hears
 * immediately.
 */
export function browserSessionNews(storage: PageStorage, events: StorageEvents): SessionNews {
  const listeners = new Set<(change: SessionChange) => void>();
  const hear = (change: SessionChange) => {
    for (const listener of [...listeners]) listener(change);
  };
  events.addEventListener('storage', ({ key, newValue }) => {
    if (key !== NEWS_KEY || newValue === null) return;
    const parsed = changeSchema.safeParse(JSON.parse(newValue));
    if (parsed.success) hear(parsed.data);
  });
  return {
    tell: (change) => {
      // Without room for it, the other windows find out when they come to the front.
      writeJson(storage, NEWS_KEY, change);
      // A message, not state: it is removed immediately, so that the same message can be sent again.
      storage.removeItem(NEWS_KEY);
      hear(change);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
