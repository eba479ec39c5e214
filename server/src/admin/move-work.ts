import { setTimeout as wait } from 'node:timers/promises';
import type { ActionRefusal } from '@marginiq/contract/action-refusal';
import type { Person } from '@marginiq/contract/reference';
import { OPEN_STATUSES } from '@marginiq/contract/request-status';
import { done } from '@marginiq/domain/govern/action';
import { type Recipient, recipientOf } from '@marginiq/domain/hand-over';
import { perform } from '../audit/perform.ts';
import type { Clock } from '../clock.ts';
import { handOverRequest } from '../commands/hand-over-request.ts';
import { commit } from '../tenancy/commit.ts';
import { fromStored, type UserRecord, type WorkMove } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { Commit, CommitNews } from '../tenancy/unit-of-work.ts';

/** How many documents go into one commit: a simultaneous push waits no longer than for these. */
const AT_ONCE = 200;
const LONGEST_PAUSE_MS = 150;

interface MovePorts {
  clock: Clock;
  /** Told what each commit did. */
  announce: (companyId: string, news: CommitNews) => void;
  /** Told why something stays where it is. */
  onLeft: (why: ActionRefusal) => void;
}

/** How far a run has come, by position: what it could not move is not tried again by the same run. */
interface Progress {
  customers: number;
  requests: number;
}

/** Where the person's work goes, as of now; or why it stays. */
async function destination({ store }: Commit, owner: UserRecord, { to }: WorkMove): Promise<Recipient | ActionRefusal> {
  if (to === null) {
    const { _id: id, name, teamId } = owner;
    return teamId === null ? { code: 'recipientWithoutTeam', name } : { id, name, teamId };
  }
  const person = await store.collection('users').findById(to);
  const found = person === null ? 'left' : recipientOf(fromStored<Person>(person));
  if (found === 'left') return { code: 'recipientLeft' };
  return found === 'noTeam' ? { code: 'recipientWithoutTeam', name: person?.name ?? to } : found;
}

/**
 * Moves the next of what a person's change takes along, and with the last of it removes the mark.
 * @returns how far it came; null if nothing is left to do
 */
async function moveNext(
  unit: Commit,
  { ownerId, after, at, clock }: { ownerId: string; after: Progress; at: string; clock: Clock },
): Promise<{ next: Progress | null; left: ActionRefusal[] }> {
  const owner = await unit.store.collection('users').findById(ownerId);
  if (owner?.workMove === undefined) return { next: null, left: [] };
  const { workMove, ...rest } = owner;
  const to = await destination(unit, owner, workMove);
  if ('code' in to) {
    unit.put('users', rest, owner);
    return { next: null, left: [to] };
  }
  const left: ActionRefusal[] = [];
  const isElsewhere = workMove.to === null ? { teamId: { $ne: to.teamId } } : {};
  const oldest = (limit: number) => ({ sort: { seq: 1 as const }, limit });
  const customers = await unit.store
    .collection('customers')
    .find({ ownerId, seq: { $gt: after.customers }, ...isElsewhere } as never, oldest(AT_ONCE));
  const room = AT_ONCE - customers.length;
  const open = { ownerId, status: { $in: [...OPEN_STATUSES] }, seq: { $gt: after.requests }, ...isElsewhere };
  const requests = room === 0 ? [] : await unit.store.collection('discountRequests').find(open as never, oldest(room));

  const moved = { customers: 0, requests: 0 };
  for (const customer of customers) {
    const document = { ...customer, ownerId: to.id, teamId: to.teamId };
    const unfit = unit.putIfFit('customers', document, customer);
    if (unfit === null) moved.customers += 1;
    else left.push({ code: 'unreadable', where: unfit.message });
  }
  for (const stored of requests) {
    const refusal = handOverRequest(unit, stored, { to, by: workMove.by, at });
    if (refusal === null) moved.requests += 1;
    else left.push(refusal);
  }
  if (moved.customers + moved.requests > 0) {
    // Somebody who changes team keeps them.
    const handedTo = to.id === ownerId ? {} : { ownerName: to.name };
    const shown = { name: owner.name, ...handedTo, ...moved };
    perform(unit, { actor: workMove.by, clock }, 'work.move', done(undefined, { after: shown }), { at });
  }
  if (customers.length + requests.length < AT_ONCE) {
    unit.put('users', rest, owner);
    return { next: null, left };
  }
  const next = {
    customers: customers.at(-1)?.seq ?? after.customers,
    requests: requests.at(-1)?.seq ?? after.requests,
  };
  return { next, left };
}

/**
 * Moves what a person's change takes along: customers and open requests, to the person's new team or to their recipient. The
 * person is marked (`workMove`) in the commit of the change itself, so a process that ends in the middle leaves the rest to the
 * worker. The remaining work is read in each commit: two processes doing this at the same time do nothing twice, and a
 * recipient who leaves or changes team in between is noticed.
 */
export async function moveWork(
  store: TenantStore,
  ownerId: string,
  { clock, announce, onLeft }: MovePorts,
): Promise<void> {
  let after: Progress | null = { customers: 0, requests: 0 };
  while (after !== null) {
    const progress: Progress = after;
    const start = performance.now();
    const { result, ...news } = await commit(store, (unit) =>
      moveNext(unit, { ownerId, after: progress, at: clock.now(), clock }),
    );
    for (const why of result.left) onLeft(why);
    if (news.written.length > 0) announce(store.companyId, news);
    after = result.next;
    // Others get an equal share of the time, within a limit on how long the admin waits.
    if (after !== null) await wait(Math.min(performance.now() - start, LONGEST_PAUSE_MS));
  }
}
