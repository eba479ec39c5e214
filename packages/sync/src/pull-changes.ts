import type { Cursor } from '@marginiq/contract/cursor';
import { viewOf } from '@marginiq/contract/cursor';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { PULLED_COLLECTIONS, type PullReply, pullReplySchema } from '@marginiq/contract/pull';
import type { StreamedPage } from '@marginiq/contract/stream';
import { LOCAL_EPOCH, readLocalState, writeLocalRow, writeLocalState } from './local-state.ts';
import { purgeRows } from './pulled-rows.ts';
import type { LocalRxDatabase } from './row.ts';
import { storedRows } from './stored-rows.ts';
import { type SyncTransport, TransportError } from './transport.ts';
import { writePage } from './write-page.ts';

export interface PullProgress {
  /** Position reached, of `newestSeq`. */
  seq: number;
  newestSeq: number;
}

/** While pages follow each other, every so many of them write where the next one begins. */
const PAGES_PER_CURSOR = 4;

const pulledRows = { epoch: { $ne: LOCAL_EPOCH } };

async function holdsNothing(database: LocalRxDatabase): Promise<boolean> {
  for (const name of PULLED_COLLECTIONS) if ((await storedRows(database[name], pulledRows, 1)).length > 0) return false;
  return true;
}

/** After a reset: what the server did not send again is not this person's any more. */
async function sweep(database: LocalRxDatabase, generation: string): Promise<void> {
  for (const name of PULLED_COLLECTIONS) {
    const rows = await storedRows(database[name], pulledRows);
    await purgeRows(
      database[name],
      rows.filter(({ epoch }) => epoch !== generation).map(({ id }) => id),
    );
  }
}

function checked(reply: PullReply): PullReply {
  const parsed = pullReplySchema.safeParse(reply);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? 'reply';
  throw new TransportError('server', `The server sent something this program does not understand (${where}).`);
}

/** The reading under way: which one it is, and whether rows of an older one are to be swept behind it. */
interface Reading {
  generation: number;
  pending: boolean;
  /** Nothing was there before, so what comes is new. */
  fresh: boolean;
}

async function beginAnew(database: LocalRxDatabase, before: Reading): Promise<Reading> {
  const fresh = await holdsNothing(database);
  // The old cursor goes first, then the sweep is noted, then comes the page: killed anywhere in between, the next run
  // has no cursor, so it begins anew as well and sweeps.
  await writeLocalRow(database, 'cursor', {});
  const reading = { generation: before.generation + 1, pending: !fresh, fresh };
  await writeLocalState(database, 'sweep', { generation: reading.generation, pending: reading.pending });
  return reading;
}

/**
 * Reads pages until there are no more; while one is written, the next is on its way. A page that does not fit the
 * contract never advances the cursor. Rows carry the reading from the beginning that they came with, so that a reset
 * that was interrupted is swept by the run that completes it, and so is one whose epoch did not change.
 */
export async function pullChanges(
  database: LocalRxDatabase,
  transport: SyncTransport,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: PullProgress) => void },
): Promise<void> {
  const ask = (from: Cursor | null) => transport.pull({ protocol: PROTOCOL_VERSION, cursor: from }, signal);
  const ahead = (from: Cursor) => {
    const page = ask(from);
    // If this page can not be written, nobody waits for the next one any more.
    page.catch(() => undefined);
    return page;
  };
  let cursor = await readLocalState(database, 'cursor');
  const stored = await readLocalState(database, 'sweep');
  let reading: Reading = { generation: 0, pending: false, ...stored, fresh: false };
  let next: Promise<PullReply> | null = null;
  let pages = 0;
  let left: Cursor | null = null;
  // A network that is gone is no reason to read again what is here.
  const keepPlace = async (error: unknown): Promise<never> => {
    if (left !== null) await writeLocalState(database, 'cursor', left);
    throw error;
  };
  do {
    signal.throwIfAborted();
    const reply: PullReply = checked(await (next ?? ask(cursor)).catch(keepPlace));
    next = reply.more ? ahead(reply.cursor) : null;
    if (reply.reset || cursor?.epoch !== reply.cursor.epoch) reading = await beginAnew(database, reading);
    pages += 1;
    const { generation, fresh: expectNew } = reading;
    const leaveCursor: boolean = next !== null && pages % PAGES_PER_CURSOR !== 0;
    left = leaveCursor ? reply.cursor : null;
    await writePage(database, { ...reply, generation, expectNew, leaveCursor });
    if (reply.newestSeq > (cursor?.seq ?? 0)) onProgress({ seq: reply.cursor.seq, newestSeq: reply.newestSeq });
    cursor = reply.cursor;
  } while (next !== null);
  if (!reading.pending) return;
  await sweep(database, String(reading.generation));
  await writeLocalState(database, 'sweep', { generation: reading.generation, pending: false });
}

/**
 * Writes what the stream brought, where it follows the cursor directly.
 * @returns false where something lies between, or the page is of another view: then it must be pulled
 */
export async function applyStreamed(database: LocalRxDatabase, pages: readonly StreamedPage[]): Promise<boolean> {
  for (const { view, after, seq, changes } of pages) {
    const cursor = await readLocalState(database, 'cursor');
    if (cursor === null || viewOf(cursor.epoch) !== view || cursor.seq < after) return false;
    if (cursor.seq >= seq) continue;
    if (cursor.seq > after) return false;
    const generation = (await readLocalState(database, 'sweep'))?.generation ?? 0;
    await writePage(database, { changes, cursor: { ...cursor, seq }, generation });
  }
  return true;
}
