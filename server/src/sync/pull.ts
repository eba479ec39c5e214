import { type Cursor, cursorSchema } from '@marginiq/contract/cursor';
import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import { MAX_PULL_ROWS, type PullReply } from '@marginiq/contract/pull';
import type { Company, Reference } from '@marginiq/contract/reference';
import type { ActingUser } from '@marginiq/domain/context';
import type { Session } from '../auth/authority.ts';
import { personOf } from '../commands/decision-state.ts';
import { UnknownCompanyError } from '../tenancy/commit.ts';
import { fromStored, type Stored, type UserRecord } from '../tenancy/documents.ts';
import { visibleFilter } from './visibility.ts';

/** About what one page may weigh, before compression. */
const MAX_PAGE_BYTES = 1_000_000;

type Change =
  | { seq: number; collection: 'requests'; document: DiscountRequest }
  | { seq: number; collection: 'customers'; document: Customer }
  | { seq: number; collection: 'products'; document: Product }
  | { seq: number; collection: 'reference'; document: Reference };

/** How a colleague discounts is for the colleague and for those who decide. */
function visiblePerson(actor: ActingUser, user: UserRecord) {
  const person = personOf(user);
  const maySee =
    actor.role === 'admin' ||
    person.id === actor.userId ||
    (actor.role === 'manager' && actor.teamId !== null && actor.teamId === person.teamId);
  return maySee ? person : { ...person, pattern: null };
}

const from = <T extends { id: string }>(stored: unknown) => fromStored<T>(stored as Stored<T>);

function reference(document: Reference): Change {
  return { seq: document.seq, collection: 'reference', document };
}

/** Every change the person may see in (after, upTo], oldest first, one row more than a page at the most. */
async function readChanges({ store, actor }: Session, after: number, upTo: number): Promise<Change[]> {
  const range = { seq: { $gt: after, $lte: upTo } };
  const options = { sort: { seq: 1 as const }, limit: MAX_PULL_ROWS + 1 };
  const visible = { ...range, ...visibleFilter(actor) };
  const current = { ...range, current: true };
  const own = { ...options, projection: { current: 0 as const } };
  const [requests, customers, products, users, companies, ruleSets, governance, statistics] = await Promise.all([
    store.collection('discountRequests').find(visible, options),
    store.collection('customers').find(visible, options),
    store.collection('products').find(range, options),
    store.collection('users').find(range, options),
    store.collection('companies').find(range, { ...options, projection: { status: 0 } }),
    store.collection('businessRules').find(current, own),
    store.collection('aiGovernance').find(current, own),
    store.collection('tenantMetrics').find(current, own),
  ]);
  const changes: Change[] = [
    ...requests.map((row): Change => ({ seq: row.seq, collection: 'requests', document: from<DiscountRequest>(row) })),
    ...customers.map((row): Change => ({ seq: row.seq, collection: 'customers', document: from<Customer>(row) })),
    ...products.map((row): Change => ({ seq: row.seq, collection: 'products', document: from<Product>(row) })),
    ...users.map((user) => reference(visiblePerson(actor, user))),
    ...companies.map((row) => reference(from<Company>(row))),
    ...[...ruleSets, ...governance, ...statistics].map((row) => reference(from<Reference>(row))),
  ];
  return changes.sort((a, b) => a.seq - b.seq);
}

function cutPage(changes: Change[]): Change[] {
  let bytes = 0;
  let rows = 0;
  for (const { document } of changes) {
    bytes += JSON.stringify(document).length;
    if (rows === MAX_PULL_ROWS || (rows > 0 && bytes > MAX_PAGE_BYTES)) break;
    rows += 1;
  }
  return changes.slice(0, rows);
}

/**
 * One page of changes behind a cursor.
 *
 * Law 3: the company's position is read first and bounds the page. Every commit up to it is done (its seq was taken
 * inside its transaction), so a commit that lands while the collections are read one by one is left to the next
 * page as a whole, and none is skipped.
 */
export async function pull(session: Session, given: Cursor | null): Promise<PullReply> {
  const counter = await session.store.collection('counters').findById(session.store.companyId);
  if (counter === null) throw new UnknownCompanyError(`company ${session.store.companyId} has no counter`);
  const { userId, role, teamId } = session.actor;
  const epoch = [counter.epoch, session.viewEpoch, role, teamId ?? '-', userId.slice(-8)].join('.').slice(0, 100);
  const continues = given !== null && given.epoch === epoch && given.seq <= counter.seq;
  const after = continues ? given.seq : 0;

  const changes = await readChanges(session, after, counter.seq);
  const page = cutPage(changes);
  const more = page.length < changes.length;
  const seq = more ? (page.at(-1)?.seq ?? after) : counter.seq;
  const reply: PullReply = {
    reset: !continues,
    changes: {
      requests: { upserts: [], removals: [] },
      customers: { upserts: [], removals: [] },
      products: { upserts: [], removals: [] },
      reference: { upserts: [], removals: [] },
    },
    cursor: cursorSchema.parse({ epoch, seq }),
    more,
    newestSeq: counter.seq,
  };
  for (const { collection, document } of page) (reply.changes[collection].upserts as unknown[]).push(document);
  return reply;
}
