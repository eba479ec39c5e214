import { MAX_STREAMED_ROWS } from '@marginiq/contract/stream';
import { touchedIn } from '../tenancy/change-log.ts';
import { GatheredReads } from '../tenancy/gathered-reads.ts';
import type { Written } from '../tenancy/synced.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { SYNCED_COLLECTIONS } from '../tenancy/told.ts';
import { logBehind, readTouched } from './read-log.ts';

/** The documents that a person's authority is read from. */
const AUTHORITY = ['users', 'companies'] as const;
const isAuthority = (name: string) => (AUTHORITY as readonly string[]).includes(name);

type Read = (reads: GatheredReads, after: number, upTo: number) => Promise<Written[] | null>;

/** The log and the counter by one command, the documents by another. */
const byTheLog: Read = async (reads, after, upTo) => {
  const [counters, rows] = await Promise.all([reads.byIds('counters', [reads.companyId]), logBehind(reads, after)]);
  const { seq, epoch } = counters.get(reads.companyId) ?? { seq: 0, epoch: '' };
  const touched = seq < upTo ? null : touchedIn(rows, { after, upTo: seq, epoch });
  if (touched === null || touched.some((one) => one.seq > upTo && isAuthority(one.name))) return null;
  return readTouched(
    reads,
    touched.filter((one) => one.seq <= upTo),
  );
};

/** From every collection: a former release, which may run beside this one, writes no log. */
const byTheCollections: Read = async (reads, after, upTo) => {
  const [counters, later, found] = await Promise.all([
    reads.byIds('counters', [reads.companyId]),
    Promise.all(AUTHORITY.map((name) => reads.all(name, { seq: { $gt: upTo } }, { limit: 1 }))),
    Promise.all(
      SYNCED_COLLECTIONS.map(async (name) => {
        const documents = await reads.all(name, { seq: { $gt: after, $lte: upTo } } as never);
        return documents.map((document) => ({ name, document }) as Written);
      }),
    ),
  ]);
  if ((counters.get(reads.companyId)?.seq ?? 0) < upTo || later.flat().length > 0) return null;
  return found.flat().sort((a, b) => a.document.seq - b.document.seq);
};

/**
 * What was written in (after, upTo] and is still current, by anybody, before filtering by who may see it; null if it is more
 * than a stream carries, or is not visible yet. For a change of another process, read once for all streams of this one.
 *
 * Law 3: a page of this takes cursors to `upTo`, so it is read as of one moment at which the company had come that far. A newly
 * elected primary may not have: it does not yet show what its predecessor announced.
 *
 * A person who was demoted in this range, and whose record was written again after it, is not found in it. So if anybody's
 * authority was touched after `upTo`, everybody pulls, and is judged by the current authority.
 */
export async function readWritten(store: TenantStore, after: number, upTo: number): Promise<Written[] | null> {
  if (upTo - after > MAX_STREAMED_ROWS) return null;
  return store.asOfNow(async (asOfNow) => {
    const reads = new GatheredReads(asOfNow);
    return (await byTheLog(reads, after, upTo)) ?? byTheCollections(reads, after, upTo);
  });
}
