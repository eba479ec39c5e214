import { isAmong, type Principal } from '@marginiq/domain/audience';
import { type ChangeRecord, type LogRange, type Touched, touchedIn } from '../tenancy/change-log.ts';
import type { GatheredReads } from '../tenancy/gathered-reads.ts';
import type { SyncedCollectionName, Written } from '../tenancy/synced.ts';

/** A device that is further behind reads from the collections, by what its person sees: most of so many rows would concern others. */
export const MAX_LOG_ROWS = 200;
/**
 * Bounds how many documents those rows name, since each has a position of its own. The rows of 200 chunks of an import would come to 5 MB,
 * read only to be thrown away.
 */
export const MAX_LOG_POSITIONS = 1_000;

/** The rows behind a position, the first of them if there is much. */
export const logBehind = (reads: GatheredReads, after: number): Promise<ChangeRecord[]> =>
  reads.all('changes', { seq: { $gt: after, $lte: after + MAX_LOG_POSITIONS } } as never, {
    sort: { seq: 1 },
    limit: MAX_LOG_ROWS,
  });

/**
 * The documents that the log names, in one command.
 * @returns in the order of positions; null if one is not where the log says, so that the log cannot be relied on
 */
export async function readTouched(reads: GatheredReads, touched: readonly Touched[]): Promise<Written[] | null> {
  const ids = new Map<SyncedCollectionName, string[]>();
  for (const { name, id } of touched) ids.set(name, [...(ids.get(name) ?? []), id]);
  const found = new Map(
    await Promise.all([...ids].map(async ([name, some]) => [name, await reads.byIds(name, some)] as const)),
  );
  const written = touched.flatMap(({ name, id, seq }) => {
    const document = found.get(name)?.get(id);
    return document?.seq === seq ? [{ name, document } as Written] : [];
  });
  return written.length === touched.length ? written : null;
}

interface Range extends LogRange {
  /** More than that is read from the collections. */
  most: number;
}

/**
 * What was written in (after, upTo], as far as somebody with these principals may see it.
 * @param rows of `logBehind`, of the same moment as `reads`
 * @returns null if the log does not cover all of it, or it is too much: then the collections are read
 */
export async function readLogged(
  reads: GatheredReads,
  { rows, principals }: { rows: readonly ChangeRecord[]; principals: readonly Principal[] },
  { most, ...range }: Range,
): Promise<Written[] | null> {
  const touched = touchedIn(rows, range);
  if (touched === null) return null;
  const concerns = ({ audience }: Touched) => audience === undefined || isAmong(principals, audience);
  const own = touched.filter(concerns);
  return own.length > most ? null : readTouched(reads, own);
}
