import type { Customer } from '@marginiq/contract/customer';
import type { Changes } from '@marginiq/contract/pull';
import type { Replica } from '../replica/replica.ts';
import { ACME } from './company.ts';
import { testId } from './ids.ts';

/** Customers by number, in pages by hand: for what becomes of pages, whatever is in them. */
export const customer = (number: number, seq: number, name = `Customer ${number} of ${seq}`): Customer => ({
  ...ACME,
  id: testId(0x500 + number),
  seq,
  name,
});

export const changesOf = (upserts: Customer[], removals: { id: string; seq: number }[] = []): Changes => {
  const none = { upserts: [], removals: [] };
  return { requests: none, products: none, reference: none, customers: { upserts, removals } };
};

export const at = (seq: number) => ({ epoch: 'e~0', seq });

export function append(replica: Replica, seq: number, upserts: Customer[], gone: number[] = []): Promise<void> {
  const removals = gone.map((number) => ({ id: customer(number, seq).id, seq }));
  return replica.append({ changes: changesOf(upserts, removals), cursor: at(seq) });
}

/** A closed request, which a device drops first. */
export const closedRequest = (seq: number) =>
  ({ id: testId(0x700), seq, status: 'withdrawn', changedAt: '2026-01-01T00:00:00.000Z' }) as never;

export const names = (replica: Replica) => replica.list('customers').map(({ name }) => name);
