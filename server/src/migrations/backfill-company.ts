import type { TenantStore } from '../tenancy/tenant-store.ts';
import { type ChunkPorts, inChunks } from './chunks.ts';
import { fillIn } from './fill-in.ts';
import type { Backfill, Migration } from './migration.ts';

/** What could not be filled in is not tried again each minute. */
const RETRY_AFTER_MS = 60 * 60_000;
const MAX_REASONS = 5;

export interface BackfillPorts extends ChunkPorts {
  /** Tries what could not be filled in at once: somebody asked. */
  again?: boolean;
}

/** A clock that was far ahead must not keep a company from being tried for longer than it should. */
function isPutOff(retryAt: string | null | undefined, now: string): boolean {
  const leftMs = Date.parse(retryAt ?? now) - Date.parse(now);
  return leftMs > 0 && leftMs <= RETRY_AFTER_MS;
}

async function fillAll(
  store: TenantStore,
  { migrationId, backfill }: { migrationId: number; backfill: Backfill },
  ports: ChunkPorts,
): Promise<{ filled: number; left: Map<string, string> }> {
  const left = new Map<string, string>();
  let filled = 0;
  await inChunks(ports, async (documents) => {
    const chunk = { migrationId, at: ports.clock.now(), documents, passed: new Set(left.keys()) };
    const done = await fillIn(store, backfill, chunk);
    filled += done.filled;
    for (const [id, why] of done.left) left.set(id, why);
    return done.more;
  });
  return { filled, left };
}

/**
 * Fills in everything that a company's documents lack of one migration. Safe to be run by several processes at once, and to be
 * killed anywhere: what is left to do is read from the documents in each commit.
 * @returns how many documents were filled in, and why others stay as they are
 */
export async function backfillCompany(
  store: TenantStore,
  { id, backfill: backfills = [] }: Migration,
  ports: BackfillPorts,
): Promise<{ filled: number; left: string[] }> {
  const progress = store.collection('migrationProgress');
  const before = await progress.findById(String(id));
  const now = ports.clock.now();
  if (ports.again !== true && isPutOff(before?.retryAt, now)) return { filled: 0, left: [] };
  let filled = 0;
  const reasons: string[] = [];
  for (const backfill of backfills) {
    const done = await fillAll(store, { migrationId: id, backfill }, ports);
    filled += done.filled;
    reasons.push(...done.left.values());
  }
  if (reasons.length > 0 || (before?.left ?? 0) > 0) {
    const retryAt = reasons.length === 0 ? null : new Date(Date.parse(now) + RETRY_AFTER_MS).toISOString();
    const change = { left: reasons.length, why: reasons.slice(0, MAX_REASONS), retryAt, at: now };
    await progress.updateOne({ _id: String(id) }, { $set: change, $inc: { filled: 0 } }, true);
  }
  return { filled, left: reasons };
}
