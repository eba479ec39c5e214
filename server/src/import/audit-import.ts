import type { ImportEntry, ImportRecord } from '../tenancy/import-documents.ts';
import type { Change } from './change.ts';

/** An entry names no more documents of a kind than this; the counts tell how many there were. */
export const MAX_NAMED = 50;

type Shown = Record<string, unknown>;

export const CUSTOMER_FIELDS = [
  'name',
  'class',
  'segment',
  'city',
  'country',
  'blocked',
  'blockedReason',
  'ownerId',
  'teamId',
];
export const PRODUCT_FIELDS = ['name', 'category', 'unit', 'listPriceMinor', 'costMinor', 'discontinued'];
export const DEAL_FIELDS = ['submittedAt', 'customerName', 'ownerName', 'ownerId', 'teamId', 'sale', 'revision'];

/** The first documents of a kind that an import makes or changes: keys of what is new, and the changed fields of what was here. */
export class NamedChanges {
  readonly #fields: readonly string[];
  readonly #created: string[] = [];
  readonly #before: Shown[] = [];
  readonly #after: Shown[] = [];

  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  add({ key, before, after }: Change<unknown>): void {
    if (before === null) {
      if (this.#created.length < MAX_NAMED) this.#created.push(key);
      return;
    }
    if (this.#before.length === MAX_NAMED) return;
    const [from, to] = [before as Shown, after as Shown];
    const changed = this.#fields.filter((field) => from[field] !== to[field]);
    const shown = (of: Shown) => ({ key, ...Object.fromEntries(changed.map((field) => [field, of[field]])) });
    this.#before.push(shown(from));
    this.#after.push(shown(to));
  }

  get all(): ImportEntry['changed'][keyof ImportEntry['changed']] {
    return { new: this.#created, before: this.#before, after: this.#after };
  }
}

const KINDS = ['customers', 'products', 'deals'] as const;

/** What an import did, for the audit log: counts, and as many names as fit. */
export function auditedImport(
  {
    counts,
    left = [],
    moved = [],
    stayed = [],
    lost = 0,
  }: Pick<ImportRecord, 'counts' | 'left' | 'moved' | 'stayed' | 'lost'>,
  { totals, changed, operator }: ImportEntry,
): { before: Shown; after: Shown } {
  const byKind = <T>(of: (kind: (typeof KINDS)[number]) => T) =>
    Object.fromEntries(KINDS.map((kind) => [kind, of(kind)]));
  const documents = {
    ...byKind((kind) => ({ new: changed[kind].new, changed: changed[kind].after })),
    requests: moved,
    // Somebody changed them while the import was under way, so they are as that person left them.
    ...(left.length === 0 ? {} : { left: left.map(({ kind, key }) => `${kind} ${key}`) }),
    ...(stayed.length === 0 ? {} : { stayed }),
    // Maybe among what is named as new and changed, and never written: nobody knows any more what it was.
    ...(lost === 0 ? {} : { lost }),
  };
  return {
    before: { totals, documents: byKind((kind) => ({ changed: changed[kind].before })) },
    after: { ...counts, totals: byKind((kind) => totals[kind] + counts[kind].created), documents, operator },
  };
}
