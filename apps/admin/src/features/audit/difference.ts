import type { AuditEntry } from '@marginiq/contract/audit';

/** One thing that an entry shows before and after. */
export interface Difference {
  field: string;
  before: unknown;
  after: unknown;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What changed, in the order in which it is written; what stayed is left out. */
export function differences({ before, after }: Pick<AuditEntry, 'before' | 'after'>): Difference[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...fields]
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter(({ before: was, after: is }) => !same(was, is));
}
