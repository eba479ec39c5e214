import { PULLED_COLLECTIONS, type PulledCollection } from '@marginiq/contract/pull';
import type { SetAside } from './set-aside.ts';
import { generationOf, keyOf, type PulledDocument, type StoredPage, type Upserts } from './stored-page.ts';

const LAST_MILLISECOND = 9_999_999_999_999;

/** The sort key of each collection: requests newest first, the others by name regardless of case, or by kind. */
const ORDERS: { [C in PulledCollection]: (document: Upserts[C][number]) => string } = {
  requests: ({ changedAt }) => String(LAST_MILLISECOND - Date.parse(changedAt)).padStart(13, '0'),
  customers: ({ name }) => name.toLocaleLowerCase('en'),
  products: ({ name }) => name.toLocaleLowerCase('en'),
  reference: ({ kind }) => kind,
};

interface Standing {
  key: string;
  seq: number;
  generation: number;
  /** The page that contains it. */
  page: string;
}

interface Held extends Standing {
  order: string;
  document: PulledDocument;
}

/** Stands where a document would that cannot be read. */
interface Missing extends Standing {
  setAside: SetAside;
}

const inOrder = (a: Held, b: Held) => {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.key < b.key ? -1 : 1;
};

/** The documents of one collection, by key and in order. */
class Documents {
  readonly byKey = new Map<string, Held | Missing>();
  readonly missing = new Map<string, Missing>();
  #inOrder: Held[] = [];
  #unlisted: Held[] = [];
  #list: PulledDocument[] | null = null;

  put(standing: Held | Missing): void {
    this.byKey.set(standing.key, standing);
    this.#list = null;
    this.missing.delete(standing.key);
    if ('document' in standing) this.#unlisted.push(standing);
    else this.missing.set(standing.key, standing);
    // Versions that nobody asked for meanwhile.
    if (this.#unlisted.length > 2 * this.byKey.size) this.#unlisted = this.#unlisted.filter((one) => this.#stands(one));
  }

  delete(key: string): void {
    if (this.byKey.delete(key)) this.#list = null;
    this.missing.delete(key);
  }

  #stands(held: Held): boolean {
    return this.byKey.get(held.key) === held;
  }

  list(): PulledDocument[] {
    if (this.#list !== null) return this.#list;
    // The already sorted part is a single run for the sort, so a small change costs one pass instead of a full sort.
    const all = [...this.#inOrder, ...this.#unlisted];
    this.#inOrder = all.filter((held) => this.#stands(held)).sort(inOrder);
    this.#unlisted = [];
    this.#list = this.#inOrder.map(({ document }) => document);
    return this.#list;
  }
}

/** The content of a device's pages, combined in memory: the newest version of each document. */
export class PulledDocuments {
  readonly #collections: Record<PulledCollection, Documents> = {
    requests: new Documents(),
    customers: new Documents(),
    products: new Documents(),
    reference: new Documents(),
  };
  /** What each page holds, in this version or an older one, as `collection/key`. */
  readonly #pages = new Map<string, Set<string>>();

  /** The ids of all pages, in the order in which they were written. */
  get pages(): string[] {
    return [...this.#pages.keys()].sort();
  }

  /** In the collection's order. The same array until something changes. */
  list<C extends PulledCollection>(name: C): Upserts[C] {
    return this.#collections[name].list() as Upserts[C];
  }

  /** Takes in what a page holds, where it is not older than what is here. @returns the collections that changed */
  put({ id, upserts, setAside }: Pick<StoredPage, 'id' | 'upserts' | 'setAside'>): Set<PulledCollection> {
    const generation = generationOf(id);
    const keys = this.#pages.get(id) ?? new Set();
    this.#pages.set(id, keys);
    const changed = new Set<PulledCollection>();
    const put = (name: PulledCollection, standing: Held | Missing) => {
      const { byKey } = this.#collections[name];
      const { key, seq } = standing;
      keys.add(`${name}/${key}`);
      const known = byKey.get(key);
      if (known && (known.generation > generation || (known.generation === generation && known.seq > seq))) return;
      this.#collections[name].put(standing);
      changed.add(name);
    };
    for (const name of PULLED_COLLECTIONS) {
      const orderOf = ORDERS[name] as (document: PulledDocument) => string;
      for (const document of upserts[name]) {
        const { seq } = document;
        put(name, { key: keyOf(document), order: orderOf(document), seq, generation, page: id, document });
      }
    }
    for (const one of setAside) {
      put(one.collection, { key: one.key, seq: one.seq, generation, page: id, setAside: one });
    }
    return changed;
  }

  /** The pages that hold any of these, in whatever version. */
  holding(name: PulledCollection, keys: readonly string[]): string[] {
    return this.pages.filter((id) => keys.some((key) => this.#pages.get(id)?.has(`${name}/${key}`)));
  }

  remove(name: PulledCollection, keys: readonly string[]): void {
    for (const key of keys) {
      this.#collections[name].delete(key);
      for (const held of this.#pages.values()) held.delete(`${name}/${key}`);
    }
  }

  /** How many documents each page holds in the version that counts. */
  countByPage(): Map<string, number> {
    const counts = new Map(this.pages.map((id) => [id, 0]));
    for (const { byKey } of Object.values(this.#collections)) {
      for (const { page } of byKey.values()) counts.set(page, (counts.get(page) ?? 0) + 1);
    }
    return counts;
  }

  /** The documents in these pages whose version there counts. */
  standingIn(pages: ReadonlySet<string>): [PulledCollection, PulledDocument][] {
    return PULLED_COLLECTIONS.flatMap((name) =>
      [...this.#collections[name].byKey.values()]
        .filter((one): one is Held => 'document' in one && pages.has(one.page))
        .map(({ document }): [PulledCollection, PulledDocument] => [name, document]),
    );
  }

  /** What these pages hold in place of documents that cannot be read. */
  setAsideIn(pages: ReadonlySet<string>): SetAside[] {
    const missing = Object.values(this.#collections).flatMap((documents) => [...documents.missing.values()]);
    return missing.flatMap(({ page, setAside }) => (pages.has(page) ? [setAside] : []));
  }

  /** Forgets pages and their documents. */
  forget(pages: ReadonlySet<string>): void {
    for (const name of PULLED_COLLECTIONS) {
      const documents = this.#collections[name];
      for (const { key, page } of [...documents.byKey.values()]) if (pages.has(page)) documents.delete(key);
    }
    for (const id of pages) this.#pages.delete(id);
  }
}
