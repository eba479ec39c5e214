import type { Cursor } from '@marginiq/contract/cursor';
import { viewOf } from '@marginiq/contract/cursor';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { PullReply } from '@marginiq/contract/pull';
import { SilentLineError, type SyncTransport, TransportError } from '../engine/transport.ts';
import { PageSize } from './page-size.ts';
import { type ReadPage, readReply, readStreamed } from './read-page.ts';
import type { Replica } from './replica.ts';

export interface PullOptions {
  signal: AbortSignal;
  onProgress: (progress: PullProgress) => void;
  /** Outlives the pull: the next pull starts with the size the last one ended on. */
  pageSize?: PageSize;
  /** Which program reads: noted with what it cannot read. */
  program?: string;
}

export interface PullProgress {
  /** Position reached, of `newestSeq`. */
  seq: number;
  newestSeq: number;
}

export const UNKNOWN_PROGRAM = 'unknown';

function checked(reply: PullReply, program: string): ReadPage<PullReply> {
  const read = readReply(reply, program);
  if (!('where' in read)) return read;
  throw new TransportError('server', `The server sent something this program does not understand (${read.where}).`);
}

/**
 * Reads pages until there are no more; while one is written, the next is on its way. A document that cannot be read is set aside
 * (set-aside.ts); a page that does not fit the contract as a whole never advances the cursor. What an older reading left is swept by the
 * run that completes a new one, however often that was interrupted.
 */
export async function pullChanges(
  replica: Replica,
  transport: SyncTransport,
  { signal, onProgress, pageSize = new PageSize(), program = UNKNOWN_PROGRAM }: PullOptions,
): Promise<void> {
  const ask = async (from: Cursor | null) => {
    const { maxRows } = pageSize;
    const size = maxRows === undefined ? {} : { maxRows };
    try {
      const page = await transport.pull({ protocol: PROTOCOL_VERSION, cursor: from, ...size }, signal);
      pageSize.grow();
      return page;
    } catch (error) {
      if (error instanceof SilentLineError) pageSize.shrink();
      throw error;
    }
  };
  const ahead = (from: Cursor) => {
    const page = ask(from);
    // If this page cannot be written, nobody waits for the next one any more.
    page.catch(() => undefined);
    return page;
  };
  const { doubts } = replica;
  let { cursor } = replica;
  let next: Promise<PullReply> | null = null;
  do {
    signal.throwIfAborted();
    const reply: ReadPage<PullReply> = checked(await (next ?? ask(cursor)), program);
    next = reply.more ? ahead(reply.cursor) : null;
    const anew = reply.reset || cursor?.epoch !== reply.cursor.epoch;
    if (anew) replica.begin(doubts);
    if (anew || cursor?.seq !== reply.cursor.seq) await replica.append(reply);
    if (reply.newestSeq > (cursor?.seq ?? 0)) onProgress({ seq: reply.cursor.seq, newestSeq: reply.newestSeq });
    cursor = reply.cursor;
  } while (next !== null);
  await replica.completeReading();
  await replica.compact();
}

/**
 * Writes what the stream brought, where it follows the cursor directly. It is checked as what is pulled is.
 * @param pages as they came
 * @returns false if something lies between, or the page is of another view, or does not fit the contract as a whole: then it
 *   must be pulled
 */
export async function applyStreamed(
  replica: Replica,
  pages: readonly unknown[],
  program: string = UNKNOWN_PROGRAM,
): Promise<boolean> {
  for (const given of pages) {
    const page = readStreamed(given, program);
    if (page === null) return false;
    const { view, after, seq, changes, setAside } = page;
    const { cursor } = replica;
    if (cursor === null || viewOf(cursor.epoch) !== view || cursor.seq < after) return false;
    if (cursor.seq >= seq) continue;
    if (cursor.seq > after) return false;
    await replica.append({ changes, setAside, cursor: { ...cursor, seq } });
  }
  if (pages.length > 0) await replica.compact();
  return true;
}
