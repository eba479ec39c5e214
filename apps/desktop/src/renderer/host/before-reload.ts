/**
 * A window that is about to reload by itself, or that Electron is about to close, says so first, and waits for those who answer: drafts
 * that are not on disk yet, commands that the server would still take. By an event, because whoever reloads must not know who writes.
 */
const EVENTS = {
  /** All windows are about to change to another version. Heard in the window where somebody asked for it. */
  update: 'marginiq:before-update',
  /** This window reloads or closes next. */
  reload: 'marginiq:before-reload',
} as const;

export type Announced = keyof typeof EVENTS;
/** @param signal aborts when nobody waits any longer */
type Work = (signal: AbortSignal) => Promise<unknown>;

/** Carries back what is to be waited for. */
class Announcement extends Event {
  readonly work: Promise<unknown>[] = [];
  readonly waiting = new AbortController();
}

/** @returns stops listening */
export function onBefore(what: Announced, work: Work, target: EventTarget = window): () => void {
  const listener = (event: Event) => {
    if (event instanceof Announcement) event.work.push(work(event.waiting.signal));
  };
  target.addEventListener(EVENTS[what], listener);
  return () => target.removeEventListener(EVENTS[what], listener);
}

/** Resolves when all who listen have done their work, or after `withinMs`: a reload is never refused for it. */
export async function announce(what: Announced, withinMs: number, target: EventTarget = window): Promise<void> {
  const announcement = new Announcement(EVENTS[what]);
  target.dispatchEvent(announcement);
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, withinMs);
  await Promise.race([Promise.allSettled(announcement.work), late]);
  clearTimeout(timer);
  announcement.waiting.abort();
}
