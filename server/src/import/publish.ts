import { done as decided } from '@marginiq/domain/govern/action';
import { stepActor } from '@marginiq/domain/govern/actors';
import { perform } from '../audit/perform.ts';
import type { Clock } from '../clock.ts';
import { commit } from '../tenancy/commit.ts';
import { type CompanyLease, LeaseLostError } from '../tenancy/company-lease.ts';
import type { ImportRecord, ImportSettingsRecord } from '../tenancy/import-documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { auditedImport } from './audit-import.ts';
import { canFollow, followCustomer } from './follow-customer.ts';
import type { OnProgress } from './import-progress.ts';
import { type Chunk, type ChunkSize, NO_CHUNK, nextChunk } from './next-chunk.ts';
import { type Outcome, publishChunk } from './publish-chunk.ts';

/** An import in progress: what was staged for it is written chunk by chunk. */
export type Publishing = ImportRecord &
  Outcome &
  Required<Pick<ImportRecord, 'staged' | 'published' | 'entry'>> & { state: 'publishing' };

/** An import of which all is written. */
export type Published = Omit<Publishing, 'entry' | 'state' | 'written' | 'following'> & { state: 'done' };

const CHUNK: ChunkSize = { documents: 200, length: 600_000 };

/** People who push meanwhile wait about this long. */
const WANTED_MS = 120;
const LEAST_SHARE = 1 / 20;

/** The share of a whole chunk that the next one has, by how long the last one took: a slow or busy MongoDB gets shorter ones. */
export function nextShare(share: number, tookMs: number): number {
  const wanted = share * Math.min(2, Math.max(0.5, WANTED_MS / Math.max(tookMs, 1)));
  return Math.min(1, Math.max(LEAST_SHARE, wanted));
}

export interface PublishPorts {
  lease: CompanyLease;
  clock: Clock;
  /** Aborted when nothing more is to be written: the rest is left to whoever comes next. */
  signal: AbortSignal;
  /** Lets the others through between two chunks. */
  pause: (ms: number) => Promise<unknown>;
  /** Told at the start, and behind each chunk. */
  onProgress?: OnProgress | undefined;
  chunk?: ChunkSize | undefined;
}

/** What is stored with the company for the next import. */
export type Settings = Pick<ImportSettingsRecord, 'salespeople'>;

/** The import was stopped on purpose, as by Ctrl-C. */
export class ImportStoppedError extends Error {
  override name = 'ImportStoppedError';

  constructor({ published, staged }: { published: number; staged: number } = { published: 0, staged: 0 }) {
    super(
      published === 0
        ? 'Stopped. Nothing was imported.'
        : `Stopped. ${published} of ${staged} documents are written, and they stay; the worker or the next import writes the rest.`,
    );
  }
}

/** Documents that were put aside for an import are gone: they were never written. */
export class StagingLostError extends Error {
  override name = 'StagingLostError';

  constructor({ at, staged, lost }: { at: string; staged: number; lost: number }) {
    super(
      `${lost} of ${staged} documents that were put aside for the import of ${at} are gone and were not written. Nothing more of it will be. Import the files again.`,
    );
  }
}

/**
 * The documents of the next chunk.
 * @returns none if all of them have had their turn, or if they are gone
 */
async function chunkOf(
  store: TenantStore,
  { _id: importId, published, staged }: Publishing,
  { size, lease }: { size: ChunkSize; lease: CompanyLease },
): Promise<Chunk> {
  const next = () => nextChunk(store, { importId, published }, size);
  const found = await next();
  if (found.staged.length > 0 || published === staged) return found;
  // Whoever took the lease over has removed them; and a primary that was just elected may not show them yet.
  await lease.renew();
  await store.confirmedPosition();
  return next();
}

/** The counts of an import that is over: what was written, and not what was planned. */
function countsOf({ counts, written }: Outcome): Outcome['counts'] {
  if (written === undefined) return counts;
  const { customers, products, deals } = counts;
  return {
    customers: { ...customers, ...written.customers },
    products: { ...products, ...written.products },
    deals: { ...deals, ...written.deals },
  };
}

/**
 * The record after a chunk of `taken` documents; null: of requests that follow a customer. None are left after a chunk of none. With
 * the last chunk goes the entry in the audit log.
 */
function progress(
  unit: Commit,
  before: Publishing,
  { outcome, taken, at, clock }: { outcome: Outcome; taken: number | null; at: string; clock: Clock },
): Publishing | Published {
  const published = before.published + (taken ?? 0);
  const after = { ...before, ...outcome, following: outcome.following, published };
  const isGone = taken === 0 && published < before.staged;
  if (outcome.following !== undefined || (published < before.staged && !isGone)) return after;
  const { entry, written: _, ...rest } = after;
  const lost = before.staged - published;
  const done: Published = { ...rest, counts: countsOf(outcome), state: 'done', ...(lost === 0 ? {} : { lost }) };
  const acting = { actor: entry.actor, clock };
  perform(unit, acting, 'import.csv', decided(undefined, auditedImport(done, entry)), { id: done._id, at });
  return done;
}

/** What a chunk changes in the record of its import. */
function changeOf(after: Omit<Publishing, 'entry' | 'state'> & { state: 'publishing' | 'done' }) {
  const { counts, written, leftCount, left, movedCount, moved } = after;
  const { state, published, lost, following, stayedCount, stayed } = after;
  const $set = { state, published, counts, leftCount, left, movedCount, moved };
  const some = { written, lost, following, stayedCount, stayed };
  const present = Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined));
  const isDone = state === 'done';
  const gone = {
    ...(isDone ? { entry: true, written: true } : {}),
    ...(following === undefined ? { following: true } : {}),
  };
  return { $set: { ...$set, ...present }, ...(Object.keys(gone).length === 0 ? {} : { $unset: gone as never }) };
}

const isAt = (record: Publishing, { published, following }: Publishing) =>
  record.published === published && record.following?.after === following?.after;

/** Writes the next chunk of an import, with the first one its record and its settings. */
async function publishNext(
  store: TenantStore,
  before: Publishing,
  { lease, clock, chunk = CHUNK, settings, share }: PublishPorts & { settings: Settings | null; share: number },
): Promise<Publishing | Published> {
  const size = { documents: Math.ceil(chunk.documents * share), length: chunk.length * share };
  const { _id, companyId, published, following } = before;
  const by = stepActor(before.entry.actor);
  const found = following === undefined ? await chunkOf(store, before, { size, lease }) : null;
  const isStuck =
    found?.requests === 'follow' && !(await canFollow(store, found, { how: { by, at: clock.now() }, size }));
  const next: Chunk | null = found !== null && isStuck ? { ...found, requests: 'cannotFollow' } : found;
  const { result } = await commit(store, async (unit) => {
    lease.guard(unit);
    const current = (await unit.store.collection('imports').findById(_id)) as Publishing | Published | null;
    // Written already, by an attempt whose answer was lost.
    if (current !== null && (current.state === 'done' || !isAt(current, before))) return current;
    const at = clock.now();
    const about = { before, how: { by, at } };
    const outcome =
      following === undefined
        ? await publishChunk(unit, next ?? NO_CHUNK, about)
        : await followCustomer(unit, following, { ...about, size });
    const after = progress(unit, before, { outcome, taken: next?.staged.length ?? null, at, clock });
    if (current !== null) {
      const asRead = { _id, state: 'publishing' as const, published, 'following.after': following?.after ?? null };
      unit.update('imports', asRead as never, changeOf(after));
      return after;
    }
    // Nothing is decided yet, and nothing is to be.
    if (after.lost !== undefined) throw new StagingLostError({ ...after, lost: after.lost });
    unit.insert('imports', after);
    if (settings !== null) unit.update('importSettings', { _id: companyId }, { $set: settings }, { upsert: true });
    return after;
  });
  return result;
}

/**
 * Writes what was put aside for an import, chunk by chunk, each exactly once, whoever writes it. With the first chunk the
 * import is decided: from then on it is only rolled forward, by another process if this one ends.
 *
 * @throws LeaseLostError, ImportStoppedError, StagingLostError
 */
export async function publish(
  store: TenantStore,
  record: Publishing,
  { settings, ...ports }: PublishPorts & { settings: Settings | null },
): Promise<Published> {
  const { clock, signal, pause, onProgress } = ports;
  const tell = ({ published: done, staged: of }: Publishing | Published) =>
    onProgress?.({ stage: 'writing', turn: 'own', done, of });
  tell(record);
  let current: Publishing | Published = record;
  let share = 1;
  while (current.state === 'publishing') {
    if (signal.aborted) throw signal.reason instanceof LeaseLostError ? signal.reason : new ImportStoppedError(current);
    const start = Date.parse(clock.now());
    current = await publishNext(store, current, { ...ports, settings, share });
    tell(current);
    const tookMs = Date.parse(clock.now()) - start;
    share = nextShare(share, tookMs);
    if (current.state === 'publishing') await pause(tookMs);
  }
  await store.collection('importStaging').deleteMany({ importId: current._id });
  if (current.lost !== undefined) throw new StagingLostError({ ...current, lost: current.lost });
  return current;
}
