import { type Cursor, epochOf, startOf, viewOf } from '@marginiq/contract/cursor';
import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import { MAX_HEAD_ROWS, PULLED_COLLECTIONS, type PulledCollection, type PullReply } from '@marginiq/contract/pull';
import type { Reference } from '@marginiq/contract/reference';
import { meaningOf } from '@marginiq/contract/request-status';
import { canSee } from '@marginiq/domain/audience';
import type { ActingUser } from '@marginiq/domain/context';

export interface PulledDocuments {
  requests: DiscountRequest;
  customers: Customer;
  products: Product;
  reference: Reference;
}
type AnyDocument = PulledDocuments[PulledCollection];

/** A document that is gone, or that changed hands: those who saw it before are notified. */
interface Gone {
  collection: PulledCollection;
  id: string;
  seq: number;
  before: AnyDocument;
}

interface State {
  epoch: string;
  seq: number;
  rows: Record<PulledCollection, Map<string, AnyDocument>>;
  gone: Gone[];
  /** Up to here it is forgotten what is gone. */
  horizonSeq: number;
}

/** A document that the person sees, or (null) no longer does. */
interface Change {
  collection: PulledCollection;
  id: string;
  seq: number;
  document: AnyDocument | null;
}

/** One in force of each kind but people: a new version takes the place of the one before. */
const keyOf = (document: AnyDocument) =>
  'kind' in document && document.kind !== 'person' ? document.kind : document.id;

const emptyRows = () => Object.fromEntries(PULLED_COLLECTIONS.map((name) => [name, new Map()])) as State['rows'];

/** What this person sees of a document, by the server's rules; null for nothing. */
function seenBy(actor: ActingUser, collection: PulledCollection, document: AnyDocument): AnyDocument | null {
  if (collection === 'requests' || collection === 'customers') {
    return canSee(actor, document as DiscountRequest | Customer) ? document : null;
  }
  if ('kind' in document && document.kind === 'person') {
    const decides = actor.role === 'manager' && actor.teamId !== null && actor.teamId === document.teamId;
    const may = actor.role === 'admin' || document.id === actor.userId || decides;
    return may ? document : { ...document, pattern: null };
  }
  return document;
}

/** One company's documents and its counter, read in pages by the rules of `server/src/sync/pull.ts`. */
export class FakeStore {
  #state: State = { epoch: 'first', seq: 0, rows: emptyRows(), gone: [], horizonSeq: 0 };

  get seq(): number {
    return this.#state.seq;
  }

  get<C extends PulledCollection>(collection: C, key: string): PulledDocuments[C] | null {
    return (this.#state.rows[collection].get(key) as PulledDocuments[C] | undefined) ?? null;
  }

  all<C extends PulledCollection>(collection: C): ReadonlyMap<string, PulledDocuments[C]> {
    return this.#state.rows[collection] as ReadonlyMap<string, unknown> as ReadonlyMap<string, PulledDocuments[C]>;
  }

  put<C extends PulledCollection>(collection: C, document: PulledDocuments[C]): PulledDocuments[C] {
    const { rows, gone } = this.#state;
    this.#state.seq += 1;
    const placed = { ...document, seq: this.#state.seq };
    const before = rows[collection].get(keyOf(placed));
    if (before !== undefined) gone.push({ collection, id: before.id, seq: placed.seq, before });
    rows[collection].set(keyOf(placed), placed);
    return placed;
  }

  remove(collection: PulledCollection, key: string): void {
    const { rows, gone } = this.#state;
    const before = rows[collection].get(key);
    if (before === undefined) return;
    this.#state.seq += 1;
    rows[collection].delete(key);
    gone.push({ collection, id: before.id, seq: this.#state.seq, before });
  }

  /** Everything that this person sees, by collection and local row id. */
  visibleTo(actor: ActingUser): Record<PulledCollection, Map<string, AnyDocument>> {
    const visible = emptyRows();
    for (const collection of PULLED_COLLECTIONS) {
      for (const [key, document] of this.#state.rows[collection]) {
        const seen = seenBy(actor, collection, document);
        if (seen !== null) visible[collection].set(key, seen);
      }
    }
    return visible;
  }

  /** A restored backup; the epoch changes with it unless the operator forgot to. */
  restore(state: unknown, epoch: string = (state as State).epoch): void {
    this.#state = { ...structuredClone(state as State), epoch };
  }

  backup(): unknown {
    return structuredClone(this.#state);
  }

  /** Forgets what is gone until now, as the real server does after months. */
  forgetGone(): void {
    this.#state.horizonSeq = this.#state.seq;
    this.#state.gone = [];
  }

  pull(actor: ActingUser, given: Cursor | null, maxRows: number): PullReply {
    const { seq: newestSeq } = this.#state;
    const view = [this.#state.epoch, actor.role, actor.teamId ?? '-', actor.userId.slice(-8)].join('.');
    const continues = given !== null && this.#continues(given, view);
    const epoch = continues ? given.epoch : epochOf(view, newestSeq);
    const page = (changes: readonly Change[], seq: number, more: boolean): PullReply => ({
      reset: !continues,
      changes: changesOf(changes),
      cursor: { epoch, seq },
      more,
      newestSeq,
    });
    if (!continues && newestSeq > maxRows) return page(this.#head(actor).slice(0, maxRows), 0, true);
    const after = continues ? given.seq : 0;
    const changes = this.#changes(actor, after);
    const first = changes.slice(0, maxRows);
    const more = first.length < changes.length;
    return page(first, more ? (first.at(-1)?.seq ?? after) : newestSeq, more);
  }

  #continues(given: Cursor, view: string): boolean {
    const { seq, horizonSeq } = this.#state;
    if (viewOf(given.epoch) !== view || given.seq > seq) return false;
    return Math.max(given.seq, startOf(given.epoch)) >= horizonSeq;
  }

  /** What the person works with first. It comes again in its place. */
  #head(actor: ActingUser): Change[] {
    const isOwn = (collection: PulledCollection, document: AnyDocument) => {
      if (collection === 'requests') return meaningOf((document as DiscountRequest).status).waitsFor !== null;
      if (collection === 'customers') return (document as Customer).ownerId === actor.userId;
      return !('kind' in document) || document.kind !== 'person' || document.id === actor.userId;
    };
    const all = this.#seen(actor).filter(({ collection, document }) => isOwn(collection, document));
    return all.slice(0, MAX_HEAD_ROWS);
  }

  #seen(actor: ActingUser): (Change & { document: AnyDocument })[] {
    const visible = this.visibleTo(actor);
    return PULLED_COLLECTIONS.flatMap((collection) =>
      [...visible[collection].values()].map((document) => ({
        collection,
        id: document.id,
        seq: document.seq,
        document,
      })),
    );
  }

  #changes(actor: ActingUser, after: number): Change[] {
    const visible = this.visibleTo(actor);
    const removals = this.#state.gone
      .filter(
        ({ collection, before }) =>
          seenBy(actor, collection, before) !== null && !visible[collection].has(keyOf(before)),
      )
      .map(({ collection, id, seq }) => ({ collection, id, seq, document: null }));
    return [...this.#seen(actor), ...removals].filter(({ seq }) => seq > after).sort((a, b) => a.seq - b.seq);
  }
}

function changesOf(page: readonly Change[]): PullReply['changes'] {
  const changes: PullReply['changes'] = {
    requests: { upserts: [], removals: [] },
    customers: { upserts: [], removals: [] },
    products: { upserts: [], removals: [] },
    reference: { upserts: [], removals: [] },
  };
  for (const { collection, seq, id, document } of page) {
    if (document === null) changes[collection].removals.push({ id, seq });
    else (changes[collection].upserts as AnyDocument[]).push(document);
  }
  return changes;
}
