import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { PULLED_COLLECTIONS, type PulledCollection, type PullReply, pullReplySchema } from '@marginiq/contract/pull';
import type { Reference } from '@marginiq/contract/reference';
import { LOCAL_EPOCH, readLocalState, writeLocalRow, writeLocalState } from './local-state.ts';
import { byName, type LocalRxDatabase, newestFirst, type Row } from './row.ts';
import { type SyncTransport, TransportError } from './transport.ts';

export interface PullProgress {
  /** Position reached, of `newestSeq`. */
  seq: number;
  newestSeq: number;
}

/** There is one of each kind but people, whatever the version: the newest takes the place of the one before. */
function referenceRowId(document: Reference): string {
  return document.kind === 'person' ? document.id : document.kind;
}

function toRows(reply: PullReply, epoch: string): Record<PulledCollection, Row[]> {
  const { requests, customers, products, reference } = reply.changes;
  return {
    requests: requests.upserts.map((doc) => ({ id: doc.id, order: newestFirst(doc.changedAt), epoch, doc })),
    customers: customers.upserts.map((doc) => ({ id: doc.id, order: byName(doc.name), epoch, doc })),
    products: products.upserts.map((doc) => ({ id: doc.id, order: byName(doc.name), epoch, doc })),
    reference: reference.upserts.map((doc) => ({ id: referenceRowId(doc), order: doc.kind, epoch, doc })),
  };
}

function mustBeWritten(name: PulledCollection, { error: [first] }: { error: { status: number }[] }): void {
  if (first !== undefined) throw new Error(`a pulled row could not be written (${name}, status ${first.status})`);
}

async function remove(database: LocalRxDatabase, name: PulledCollection, ids: string[]): Promise<void> {
  mustBeWritten(name, await database[name].bulkRemove(ids));
}

/** Writes one page, and its cursor behind it: killed in between, the page is only read again. */
async function writePage(database: LocalRxDatabase, reply: PullReply, epoch: string): Promise<void> {
  const rows = toRows(reply, epoch);
  for (const name of PULLED_COLLECTIONS) {
    // A page may carry two versions of one thing, and RxDB refuses to write a row twice at once: the last one counts.
    const latest = [...new Map(rows[name].map((row) => [row.id, row])).values()];
    mustBeWritten(name, await database[name].bulkUpsert(latest));
    await remove(
      database,
      name,
      reply.changes[name].removals.map(({ id }) => id),
    );
  }
  await writeLocalState(database, 'cursor', reply.cursor);
}

/** After a reset: what the server did not send again is not this person's any more. */
async function sweep(database: LocalRxDatabase, epoch: string): Promise<void> {
  for (const name of PULLED_COLLECTIONS) {
    const rows = await database[name].find().exec();
    const stale = rows.filter((row) => row.epoch !== epoch && row.epoch !== LOCAL_EPOCH).map((row) => row.id);
    await remove(database, name, stale);
  }
}

/**
 * Reads pages until there are no more. A page that does not fit the contract never advances the cursor. Rows carry the
 * reading from the beginning that they came with, so that a reset that was interrupted is swept by the run that
 * completes it, and so is one whose epoch did not change.
 */
export async function pullChanges(
  database: LocalRxDatabase,
  transport: SyncTransport,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: PullProgress) => void },
): Promise<void> {
  for (let more = true; more; ) {
    signal.throwIfAborted();
    const cursor = await readLocalState(database, 'cursor');
    const reply = await transport.pull({ protocol: PROTOCOL_VERSION, cursor }, signal);
    const parsed = pullReplySchema.safeParse(reply);
    if (!parsed.success) {
      const where = parsed.error.issues[0]?.path.join('.') ?? 'reply';
      throw new TransportError('server', `The server sent something this program does not understand (${where}).`);
    }
    let sweeping = (await readLocalState(database, 'sweep')) ?? { pending: false, generation: 0 };
    if (parsed.data.reset || cursor?.epoch !== parsed.data.cursor.epoch) {
      // The old cursor goes first, then the sweep is noted, then comes the page: killed anywhere in between, the next run
      // has no cursor, so it begins anew as well and sweeps.
      await writeLocalRow(database, 'cursor', {});
      sweeping = { pending: true, generation: sweeping.generation + 1 };
      await writeLocalState(database, 'sweep', sweeping);
    }
    await writePage(database, parsed.data, String(sweeping.generation));
    more = parsed.data.more;
    if (parsed.data.newestSeq > (cursor?.seq ?? 0)) {
      onProgress({ seq: parsed.data.cursor.seq, newestSeq: parsed.data.newestSeq });
    }
  }
  const sweeping = await readLocalState(database, 'sweep');
  if (sweeping?.pending !== true) return;
  await sweep(database, String(sweeping.generation));
  await writeLocalState(database, 'sweep', { ...sweeping, pending: false });
}
