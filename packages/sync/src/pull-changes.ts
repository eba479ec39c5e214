import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { PULLED_COLLECTIONS, type PulledCollection, type PullReply, pullReplySchema } from '@marginiq/contract/pull';
import type { Reference } from '@marginiq/contract/reference';
import { LOCAL_EPOCH, readLocalState, writeLocalState } from './local-state.ts';
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

function toRows(reply: PullReply): Record<PulledCollection, Row[]> {
  const { epoch } = reply.cursor;
  const { requests, customers, products, reference } = reply.changes;
  return {
    requests: requests.upserts.map((doc) => ({ id: doc.id, order: newestFirst(doc.changedAt), epoch, doc })),
    customers: customers.upserts.map((doc) => ({ id: doc.id, order: byName(doc.name), epoch, doc })),
    products: products.upserts.map((doc) => ({ id: doc.id, order: byName(doc.name), epoch, doc })),
    reference: reference.upserts.map((doc) => ({ id: referenceRowId(doc), order: doc.kind, epoch, doc })),
  };
}

/** Writes one page, and its cursor behind it: killed in between, the page is only read again. */
async function writePage(database: LocalRxDatabase, reply: PullReply): Promise<void> {
  const rows = toRows(reply);
  for (const name of PULLED_COLLECTIONS) {
    const { error } = rows[name].length > 0 ? await database[name].bulkUpsert(rows[name]) : { error: [] };
    const first = error[0];
    if (first !== undefined) throw new Error(`a pulled row could not be written (${name}, status ${first.status})`);
    const gone = reply.changes[name].removals.map(({ id }) => id);
    if (gone.length > 0) await database[name].bulkRemove(gone);
  }
  await writeLocalState(database, 'cursor', reply.cursor);
}

/** After a reset: what the server did not send again is not this person's any more. */
async function sweep(database: LocalRxDatabase, epoch: string): Promise<void> {
  for (const name of PULLED_COLLECTIONS) {
    const rows = await database[name].find().exec();
    const stale = rows.filter((row) => row.epoch !== epoch && row.epoch !== LOCAL_EPOCH).map((row) => row.id);
    if (stale.length > 0) await database[name].bulkRemove(stale);
  }
}

/**
 * Reads pages until there are no more. A page that does not fit the contract never advances the cursor. Rows carry the epoch they
 * came with, so that a reset that was interrupted is swept by the run that completes it.
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
    // Noted before the page: killed right behind it, the next run still knows that a sweep is due.
    if (cursor?.epoch !== parsed.data.cursor.epoch) await writeLocalState(database, 'sweep', { pending: true });
    await writePage(database, parsed.data);
    more = parsed.data.more;
    if (parsed.data.newestSeq > (cursor?.seq ?? 0)) {
      onProgress({ seq: parsed.data.cursor.seq, newestSeq: parsed.data.newestSeq });
    }
  }
  if ((await readLocalState(database, 'sweep'))?.pending !== true) return;
  const done = await readLocalState(database, 'cursor');
  if (done !== null) await sweep(database, done.epoch);
  await writeLocalState(database, 'sweep', { pending: false });
}
