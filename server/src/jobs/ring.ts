import type { Instant } from '@marginiq/contract/scalars';
import type { Clock } from '../clock.ts';
import type { CounterRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { expireRequests, FIRST_DUE, notYetDue } from './expire-requests.ts';

/** When the first of what is not due yet will be. What is due and could not be done waits for the next sweep. */
async function nextDue(asOf: TenantStore, now: Instant): Promise<Instant | null> {
  const [first] = await asOf.collection('discountRequests').find(notYetDue(now), FIRST_DUE);
  return first?.expiresAt ?? null;
}

/** A commit that came between the reading and the writing may have something due earlier. */
const MAX_TRIES = 5;

/**
 * Sets a company's alarm to whatever is due after this moment. If others keep committing, it is left unchanged and rings once more than
 * necessary.
 */
export async function setAlarm(store: TenantStore, now: Instant): Promise<void> {
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const { counter, next } = await store.asOfNow(async (asOf) => ({
      counter: await asOf.collection('counters').findById(store.companyId),
      next: await nextDue(asOf, now),
    }));
    if (counter === null || (counter.wakeAt ?? null) === next) return;
    const asRead = { _id: store.companyId, seq: counter.seq, wakeAt: counter.wakeAt ?? null };
    const change = next === null ? { $unset: { wakeAt: true as const } } : { $set: { wakeAt: next } };
    const before: CounterRecord | null = await store.collection('counters').updateOne(asRead as never, change);
    if (before !== null) return;
  }
}

/**
 * Does everything for a company that is now due and that no person does, and sets its alarm to what is due next. Safe to run in
 * several processes at once, and to kill anywhere: the documents say what is due.
 * @param onLeft called for each document that is left unchanged because devices could not read the result
 * @returns how many documents changed
 */
export async function ring(
  store: TenantStore,
  clock: Clock,
  onLeft: (error: Error) => void = () => undefined,
): Promise<number> {
  const now = clock.now();
  const { closed, isAlarmSet } = await expireRequests(store, clock, onLeft);
  if (!isAlarmSet) await setAlarm(store, now);
  return closed;
}
