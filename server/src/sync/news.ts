import { setTimeout as wait } from 'node:timers/promises';
import type { StreamItem } from '@marginiq/contract/stream';
import type { Session } from '../auth/authority.ts';
import type { Written } from '../tenancy/synced.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { News } from './company-news.ts';
import { viewName } from './view.ts';
import { visibleChanges } from './visible-changes.ts';

/** When a client falls this many items behind, its backlog collapses into one "pull now" hint. */
const MAX_WAITING = 20;

/** How often, and how far apart, the database is polled until it shows what was announced. */
const MAX_LOOKS = 100;
const LOOK_MS = 50;

/** The person's authority at that moment of the company's; null when the person may not continue. */
export type Reload = (asOf: TenantStore) => Promise<Session | null>;

/** Whose authority decides what the items show, and up to which position that authority is known to be current. */
interface Reader {
  session: Session;
  view: string;
  seq: number;
}

function toItem({ session, view }: Reader, { after, seq, written }: News & { seq: number }): StreamItem {
  return { seq, page: written && { view, after, seq, changes: visibleChanges(written, session.actor) } };
}

/** Whether somebody's authority may have changed by this. A device is taken away together with a touch of its person. */
const touchesAuthority = (written: readonly Written[], userId: string) =>
  written.some(({ name, document }) => name === 'companies' || (name === 'users' && document._id === userId));

function fold(waiting: News[]): void {
  if (waiting.length <= MAX_WAITING) return;
  // If one of them does not know how far the company has come, neither does the hint.
  const unknown = waiting.some(({ seq }) => seq === null);
  const seq = unknown ? null : (waiting.at(-1)?.seq ?? null);
  waiting.splice(0, waiting.length, { after: 0, seq, written: null });
}

/**
 * The company's newest position, now and each time it moves, with the small changes that the person may see, until the
 * signal or until the person may not continue. What may be seen is decided for each item, by an authority that is read again
 * as soon as something may have touched it: no item is judged by an authority older than the item.
 */
export async function* newsOf(
  feed: ChangeFeed,
  { session: { store, actor }, reload }: { session: Session; reload: Reload },
  signal: AbortSignal,
): AsyncGenerator<StreamItem> {
  const waiting: News[] = [{ after: 0, seq: null, written: null }];
  let wake: () => void = () => undefined;
  const stopListening = feed.listen(store.companyId, (news) => {
    waiting.push(news);
    fold(waiting);
    wake();
  });
  // A signal made of others looks at each of them when it is asked, which for a thousand streams is felt.
  let ended = signal.aborted;
  const onAbort = () => {
    ended = true;
    wake();
  };
  signal.addEventListener('abort', onAbort);
  const read = (): Promise<Reader | null> =>
    store.asOfNow(async (asOf) => {
      const counter = await asOf.collection('counters').findById(store.companyId);
      const session = await reload(asOf);
      return session && counter && { session, view: viewName(counter, session), seq: counter.seq };
    });
  // A newly elected primary may show a state before the news: nobody is judged by an authority that old.
  const readSince = async (seq: number | null): Promise<Reader | null> => {
    for (let looks = 1; looks <= MAX_LOOKS && !ended; looks += 1) {
      const now = await read();
      if (now === null || now.seq >= (seq ?? 0)) return now;
      await wait(LOOK_MS);
    }
    // The client opens another stream, and pulls.
    return null;
  };
  let reader: Reader | null = null;
  try {
    while (!ended) {
      const news = waiting.shift();
      if (news === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (waiting.length > 0 || ended) resolve();
        });
        continue;
      }
      const { after, seq, written } = news;
      // The commits between the reader and this news were never announced here; one of them may have changed the
      // authority.
      if (written === null || reader === null || reader.seq < after || touchesAuthority(written, actor.userId)) {
        reader = await readSince(seq);
        if (reader === null) return;
        if (written === null) {
          yield { seq: seq ?? reader.seq, page: null };
          continue;
        }
      }
      if (seq === null) continue;
      yield toItem(reader, { ...news, seq });
      reader.seq = Math.max(reader.seq, seq);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    stopListening();
  }
}
