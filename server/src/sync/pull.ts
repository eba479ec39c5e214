import { type Cursor, cursorSchema, epochOf, startOf, viewOf } from '@marginiq/contract/cursor';
import { MAX_PULL_ROWS, type PullReply } from '@marginiq/contract/pull';
import { principalsOf } from '@marginiq/domain/audience';
import type { Session } from '../auth/authority.ts';
import type { ChangeRecord, LogRange } from '../tenancy/change-log.ts';
import { UnknownCompanyError } from '../tenancy/commit.ts';
import type { CounterRecord } from '../tenancy/documents.ts';
import { GatheredReads } from '../tenancy/gathered-reads.ts';
import type { KnownPositions } from '../tenancy/known-positions.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { type Change, noChanges, seenBy, toChanges } from './change.ts';
import { readHead } from './head.ts';
import { readChanges } from './read-changes.ts';
import { logBehind, readLogged } from './read-log.ts';
import { viewName } from './view.ts';

/** About what one page may weigh, before compression. */
const MAX_PAGE_BYTES = 1_000_000;

/** What most documents weigh. Requests alone grow with what is done to them, and are weighed one by one. */
const USUAL_BYTES = 600;

const weightOf = (change: Change) =>
  change.collection === 'requests' && 'document' in change ? JSON.stringify(change.document).length : USUAL_BYTES;

function cutPage(changes: readonly Change[], maxRows: number): Change[] {
  let bytes = 0;
  let rows = 0;
  for (const change of changes) {
    bytes += weightOf(change);
    if (rows === maxRows || (rows > 0 && bytes > MAX_PAGE_BYTES)) break;
    rows += 1;
  }
  return changes.slice(0, rows);
}

/**
 * Whether a cursor can be continued from: same view, a position that the company has reached (a restored backup may be
 * earlier), and every revocation since then still there. A reading that began behind the horizon never held the
 * documents whose revocations are gone.
 */
function continues(given: Cursor | null, view: string, counter: CounterRecord): given is Cursor {
  if (given === null || viewOf(given.epoch) !== view || given.seq > counter.seq) return false;
  return Math.max(given.seq, startOf(given.epoch)) >= (counter.horizonSeq ?? 0);
}

/** How many elections in a row may set a reading back. */
const MAX_SETBACKS = 5;

/** Whose data is read, and by whose eyes. */
export interface PullSource {
  store: TenantStore;
  /** The person's authority at that moment of the company's, by one command. What it throws refuses the pull. */
  load: (asOf: TenantStore) => Promise<Session>;
  /** How far this process knows the company to have come. */
  positions: Pick<KnownPositions, 'reached' | 'forget'>;
}

/**
 * One page of changes behind a cursor.
 *
 * Law 3: the company's position and its documents are read as of one moment, and the position bounds the page. Every commit
 * up to it is complete (its seq was assigned inside its transaction) and included in that moment, whichever server answers
 * the reads: while a primary is replaced, a read may otherwise show less than the one before it. The authority that judges
 * the page is of that moment too: a person who is demoted meanwhile must not receive under the former role what was written
 * after that.
 */
export async function pull(source: PullSource, given: Cursor | null, maxRows = MAX_PULL_ROWS): Promise<PullReply> {
  const { store, positions } = source;
  for (let setbacks = 0; setbacks < MAX_SETBACKS; setbacks += 1) {
    // Whatever this process commits while the page is read lies behind it, so nobody misses it.
    const known = positions.reached(store.companyId);
    const reply = await store.asOfNow((asOf) => readPage({ ...source, store: asOf }, given, maxRows));
    const reached = Math.max(given?.seq ?? 0, known);
    if (reached <= reply.newestSeq) return reply;
    // The client has read further than that, or this process has answered a push with what it committed later. Either an older
    // backup was restored, and the client reads from scratch; or a newly elected primary does not show the last commits yet: a
    // thousand clients must not read from scratch because of it, nor consider what they pushed as pulled.
    const confirmed = await store.confirmedPosition();
    if (confirmed < known) positions.forget(store.companyId);
    if (confirmed < reached) return reply;
  }
  throw new Error("MongoDB's primary changed repeatedly during one pull");
}

/** What the log tells the person about a range; null if the log does not cover all of it. */
async function loggedChanges(
  { actor }: Session,
  { reads, rows }: { reads: GatheredReads; rows: readonly ChangeRecord[] },
  { wanted: most, ...range }: LogRange & { wanted: number },
): Promise<Change[] | null> {
  const principals = principalsOf(actor);
  const written = await readLogged(reads, { rows, principals }, { ...range, most });
  return written === null ? null : written.flatMap(({ name, document }) => seenBy(principals, name, document) ?? []);
}

/** @param source whose store is of one moment */
async function readPage(
  { store, load }: Pick<PullSource, 'store' | 'load'>,
  given: Cursor | null,
  maxRows: number,
): Promise<PullReply> {
  const session: Session = { ...(await load(store)), store };
  const reads = new GatheredReads(store);
  const [counters, rows] = await Promise.all([
    reads.byIds('counters', [store.companyId]),
    given === null ? [] : logBehind(reads, given.seq),
  ]);
  const counter = counters.get(store.companyId);
  if (counter === undefined) throw new UnknownCompanyError(`company ${store.companyId} has no counter`);
  const view = viewName(counter, session);
  const goesOn = continues(given, view, counter);
  const epoch = goesOn ? given.epoch : epochOf(view, counter.seq);
  const after = goesOn ? given.seq : 0;

  if (goesOn && after === counter.seq) {
    return { reset: false, more: false, newestSeq: counter.seq, changes: noChanges(), cursor: given };
  }
  const headFirst = async (): Promise<PullReply> => {
    const head = cutPage(await readHead(session, counter.seq), maxRows);
    const cursor = cursorSchema.parse({ epoch, seq: 0 });
    return { reset: true, more: true, newestSeq: counter.seq, changes: toChanges(head), cursor };
  };
  // Up to this position one page may do, for every document has one of its own; behind it that is not waited for.
  if (!goesOn && counter.seq > maxRows) return headFirst();
  const range = { after, upTo: counter.seq, wanted: maxRows + 1 };
  const changes =
    (goesOn ? await loggedChanges(session, { reads, rows }, { ...range, epoch: counter.epoch }) : null) ??
    (await readChanges(session, range));
  const page = cutPage(changes, maxRows);
  const more = page.length < changes.length;
  if (more && !goesOn) return headFirst();
  const seq = more ? (page.at(-1)?.seq ?? after) : counter.seq;
  const cursor = cursorSchema.parse({ epoch, seq });
  return { reset: !goesOn, more, newestSeq: counter.seq, changes: toChanges(page), cursor };
}
