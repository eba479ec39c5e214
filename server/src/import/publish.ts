import { auditEntry } from '../commands/audit-entry.ts';
import type { Clock } from '../services.ts';
import { type Commit, commit } from '../tenancy/commit.ts';
import { type CompanyLease, LeaseLostError } from '../tenancy/company-lease.ts';
import {
  type ImportRecord,
  type ImportSettingsRecord,
  type ImportStagingRecord,
  toStored,
} from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { auditedImport } from './audit-import.ts';
import { type Outcome, publishChunk } from './publish-chunk.ts';

/** An import under way: what was put aside for it is written chunk by chunk. */
export type Publishing = ImportRecord &
  Outcome &
  Required<Pick<ImportRecord, 'staged' | 'published' | 'entry'>> & { state: 'publishing' };

/** An import of which all is written. */
export type Published = Omit<Publishing, 'entry' | 'state'> & { state: 'done' };

/** One commit takes so many documents, or fewer if they are large: people's commands wait for no more than that. */
export interface ChunkSize {
  documents: number;
  /** Of their JSON together, in characters. */
  length: number;
}
const CHUNK: ChunkSize = { documents: 200, length: 600_000 };

/** People who push meanwhile wait about as long. */
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
  chunk?: ChunkSize | undefined;
}

/** What is remembered with the company for the next import. */
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

/** The documents of the next chunk, in their order. */
async function nextChunk(
  store: TenantStore,
  { _id, published }: Publishing,
  { size, share }: { size: ChunkSize; share: number },
): Promise<ImportStagingRecord[]> {
  const [documents, length] = [Math.ceil(size.documents * share), size.length * share];
  const rest = { importId: _id, n: { $gte: published, $lt: published + documents } };
  const found = await store.collection('importStaging').find(rest as never, { sort: { n: 1 } });
  let sum = 0;
  const end = found.findIndex(({ document }) => {
    sum += JSON.stringify(document).length;
    return sum > length;
  });
  return end < 0 ? found : found.slice(0, Math.max(end, 1));
}

/** The record after a chunk of `taken` documents. With the last chunk goes the entry in the audit log. */
function progress(
  unit: Commit,
  before: Publishing,
  { outcome, taken, at }: { outcome: Outcome; taken: number; at: string },
): Publishing | Published {
  // If documents are gone although they were put aside, there is nothing to wait for.
  const published = taken === 0 ? before.staged : before.published + taken;
  if (published < before.staged) return { ...before, ...outcome, published };
  const { entry, ...rest } = before;
  const done: Published = { ...rest, ...outcome, published, state: 'done' };
  const about = { id: done._id, companyId: done.companyId, at, action: 'import.csv' as const, actor: entry.actor };
  unit.insert('auditLogs', toStored(auditEntry(about, auditedImport(done, entry))));
  return done;
}

/** Writes the next chunk of an import, with the first one its record and its settings. */
async function publishNext(
  store: TenantStore,
  before: Publishing,
  { lease, clock, chunk = CHUNK, settings, share }: PublishPorts & { settings: Settings | null; share: number },
): Promise<Publishing | Published> {
  const staged = await nextChunk(store, before, { size: chunk, share });
  const { _id, companyId, published } = before;
  const { result } = await commit(store, async (unit) => {
    lease.guard(unit);
    const current = (await unit.store.collection('imports').findById(_id)) as Publishing | Published | null;
    // Written already, by an attempt whose answer was lost.
    if (current !== null && (current.state === 'done' || current.published !== published)) return current;
    const at = clock.now();
    const outcome = await publishChunk(unit, staged, { before, how: { by: before.entry.actor, at } });
    const after = progress(unit, before, { outcome, taken: staged.length, at });
    if (current !== null) {
      const $set = { ...outcome, state: after.state, published: after.published };
      const change = after.state === 'done' ? { $set, $unset: { entry: true as const } } : { $set };
      unit.update('imports', { _id, state: 'publishing', published }, change);
      return after;
    }
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
 * @throws LeaseLostError, ImportStoppedError
 */
export async function publish(
  store: TenantStore,
  record: Publishing,
  { settings, ...ports }: PublishPorts & { settings: Settings | null },
): Promise<Published> {
  const { clock, signal, pause } = ports;
  let current: Publishing | Published = record;
  let share = 1;
  while (current.state === 'publishing') {
    if (signal.aborted) throw signal.reason instanceof LeaseLostError ? signal.reason : new ImportStoppedError(current);
    const start = Date.parse(clock.now());
    current = await publishNext(store, current, { ...ports, settings, share });
    const tookMs = Date.parse(clock.now()) - start;
    share = nextShare(share, tookMs);
    if (current.state === 'publishing') await pause(tookMs);
  }
  await store.collection('importStaging').deleteMany({ importId: current._id });
  return current;
}
