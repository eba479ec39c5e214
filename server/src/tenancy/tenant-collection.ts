import type {
  ClientSession,
  Collection,
  Document,
  Filter,
  OptionalUnlessRequiredId,
  Sort,
  UpdateFilter,
  WithoutId,
} from 'mongodb';
import type { Form } from './forms.ts';
import { withAudience, withoutAudience } from './owned.ts';

interface TenantDocument {
  _id: string;
  companyId: string;
}

export type TenantFilter<T> = Omit<Filter<T>, 'companyId'>;

const byId = <T>(id: string) => ({ _id: id }) as unknown as TenantFilter<T>;

/** One of several queries that are asked together: by ids, or by a filter. */
export interface TogetherQuery {
  collection: TenantCollection<TenantDocument>;
  ids?: readonly string[];
  filter?: Record<string, unknown>;
  options?: Pick<FindOptions, 'sort' | 'limit' | 'projection'>;
}

export interface FindOptions {
  sort?: Sort;
  limit?: number;
  skip?: number;
  projection?: Record<string, 0 | 1>;
  maxTimeMS?: number;
  /** The keys of the index to go by, where MongoDB could not tell which is best. */
  hint?: Record<string, 1 | -1>;
}

interface CollectionOptions {
  session?: ClientSession | undefined;
  /** In which documents are read, whichever version of the program wrote them; undefined: there is one only. */
  form?: Pick<Form, 'read'> | undefined;
  /** Whether only some people of the company see its documents, so that they are stored with their audience. */
  isOwned?: boolean;
}

/** A document of one company was about to be written through another's store. Always a bug, never bad input. */
export class TenantBreachError extends Error {
  override name = 'TenantBreachError';
}

/**
 * In MongoDB an `_id` is prefixed with its company, so that no id that one company chooses can ever collide with
 * another's: clients make ids themselves. The prefix is added and removed here and is visible nowhere else.
 */
const SEPARATOR = ':';

export const companyOfPhysicalId = (physicalId: string) => physicalId.slice(0, physicalId.indexOf(SEPARATOR));
export const logicalIdOf = (physicalId: string) => physicalId.slice(physicalId.indexOf(SEPARATOR) + 1);

/**
 * One collection, seen by one company. Every query carries the company, every write is checked to be the company's
 * own. Nothing outside tenancy/ holds a MongoDB collection (a lint rule), so there is no other way in.
 */
export class TenantCollection<T extends TenantDocument> {
  readonly #collection: Collection<T>;
  readonly #companyId: string;
  readonly #session: ClientSession | undefined;
  readonly #form: Pick<Form, 'read'> | undefined;
  readonly #isOwned: boolean;

  constructor(
    collection: Collection<T>,
    companyId: string,
    { session, form, isOwned = false }: CollectionOptions = {},
  ) {
    this.#collection = collection;
    this.#companyId = companyId;
    this.#session = session;
    this.#form = form;
    this.#isOwned = isOwned;
  }

  #physicalId(id: string): string {
    return `${this.#companyId}${SEPARATOR}${id}`;
  }

  /** @param isWhole false for some of its fields only, which have no form */
  #read(found: unknown, isWhole = true): T {
    const stored = found as T;
    const document = { ...stored, _id: stored._id.slice(this.#companyId.length + SEPARATOR.length) };
    if (!isWhole) return document;
    const own = this.#isOwned ? withoutAudience(document) : document;
    return this.#form === undefined ? own : (this.#form.read(own) as T);
  }

  /** In its stored form. */
  #stored(document: T): T {
    return this.#isOwned ? withAudience(this.#own(document)) : this.#own(document);
  }

  // The cast is the one place where a filter is widened: the driver's Filter<T> cannot be spread generically.
  // `companyId` comes last, so that no filter can replace it; operators like $or are and-ed with it by MongoDB.
  #scoped(filter: TenantFilter<T>): Filter<T> {
    const scoped: Record<string, unknown> = { ...filter, companyId: this.#companyId };
    if (typeof scoped._id === 'string') scoped._id = this.#physicalId(scoped._id);
    else if (scoped._id !== undefined) throw new TypeError('a filter on _id takes one id; use findByIds for several');
    return scoped as Filter<T>;
  }

  #options() {
    return this.#session === undefined ? {} : { session: this.#session };
  }

  #own(document: T): T {
    if (document.companyId !== this.#companyId) {
      throw new TenantBreachError(`a ${this.#collection.collectionName} document of another company`);
    }
    return document;
  }

  /** No update touches what says whose a document is. */
  #checked(update: UpdateFilter<T>): UpdateFilter<T> {
    const changes = Object.entries(update) as [string, Record<string, unknown> | undefined][];
    const touched = changes.flatMap(([operator, fields = {}]) => [
      ...Object.keys(fields),
      ...(operator === '$rename' ? Object.values(fields) : []),
    ]);
    if (Array.isArray(update) || touched.some((field) => field === '_id' || field === 'companyId')) {
      throw new TenantBreachError(`an update of ${this.#collection.collectionName} that may change whose it is`);
    }
    return update;
  }

  async findOne(filter: TenantFilter<T>, options: FindOptions = {}): Promise<T | null> {
    const found = await this.#collection.findOne(this.#scoped(filter), { ...options, ...this.#options() });
    return found === null ? null : this.#read(found, options.projection === undefined);
  }

  findById(id: string): Promise<T | null> {
    return this.findOne(byId<T>(id));
  }

  async find(filter: TenantFilter<T>, options: FindOptions = {}): Promise<T[]> {
    const found = await this.#collection.find(this.#scoped(filter), { ...options, ...this.#options() }).toArray();
    return found.map((document) => this.#read(document, options.projection === undefined));
  }

  /** The same one after the other, for what may be more than memory holds. @param atOnce how many are read in one go */
  async *each(filter: TenantFilter<T>, atOnce: number): AsyncGenerator<T> {
    const cursor = this.#collection.find(this.#scoped(filter), { batchSize: atOnce, ...this.#options() });
    for await (const document of cursor) yield this.#read(document);
  }

  #scopedIds(ids: readonly string[]): Filter<T> {
    return { companyId: this.#companyId, _id: { $in: ids.map((id) => this.#physicalId(id)) } } as unknown as Filter<T>;
  }

  /** Those that exist, by id. */
  async findByIds(ids: Iterable<string>): Promise<Map<string, T>> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return new Map();
    const found = await this.#collection.find(this.#scopedIds(wanted), this.#options()).toArray();
    return new Map(found.map((document) => this.#read(document)).map((document) => [document._id, document]));
  }

  /** Pipeline stages for one of the combined queries, scoped to this company. */
  #stages({ ids, filter = {}, options: { sort, limit, projection } = {} }: TogetherQuery, index: number): Document[] {
    const scoped = ids === undefined ? this.#scoped(filter as TenantFilter<T>) : this.#scopedIds(ids);
    return [
      { $match: scoped },
      ...(sort === undefined ? [] : [{ $sort: sort }]),
      ...(limit === undefined ? [] : [{ $limit: limit }]),
      ...(projection === undefined ? [] : [{ $project: projection }]),
      { $project: { _id: 0, index: { $literal: index }, document: '$$ROOT' } },
    ];
  }

  #readOf(query: TogetherQuery, document: unknown): T {
    return this.#read(document, query.options?.projection === undefined);
  }

  /** Several queries, this collection's and others', in one command. @returns what each of them found, in their order */
  async findTogether(first: TogetherQuery, others: readonly TogetherQuery[]): Promise<unknown[][]> {
    const unions = others.map((query, index) => ({
      $unionWith: {
        coll: query.collection.#collection.collectionName,
        pipeline: query.collection.#stages(query, index + 1),
      },
    }));
    const pipeline = [...this.#stages(first, 0), ...unions];
    const rows = await this.#collection
      .aggregate<{ index: number; document: unknown }>(pipeline, this.#options())
      .toArray();
    const queries = [first, ...others];
    const found: unknown[][] = queries.map(() => []);
    for (const { index, document } of rows) {
      const query = queries[index];
      if (query !== undefined) found[index]?.push(query.collection.#readOf(query, document));
    }
    return found;
  }

  count(filter: TenantFilter<T> = {} as TenantFilter<T>): Promise<number> {
    return this.#collection.countDocuments(this.#scoped(filter), this.#options());
  }

  /** The values of one field, each once. With an index on company and field, MongoDB reads one key for each value. */
  distinct(field: string): Promise<unknown[]> {
    return this.#collection.distinct(field, this.#scoped({} as TenantFilter<T>), this.#options());
  }

  async insertMany(documents: readonly T[]): Promise<void> {
    if (documents.length === 0) return;
    const own = documents.map(
      (document) => ({ ...this.#stored(document), _id: this.#physicalId(document._id) }) as OptionalUnlessRequiredId<T>,
    );
    await this.#collection.insertMany(own, { ordered: true, ...this.#options() });
  }

  /** Writes whole documents, whether they exist or not. */
  async replaceMany(documents: readonly T[]): Promise<void> {
    if (documents.length === 0) return;
    const operations = documents.map((document) => {
      const { _id, ...replacement } = this.#stored(document);
      return {
        replaceOne: {
          filter: this.#scoped(byId<T>(_id)),
          replacement: replacement as unknown as WithoutId<T>,
          upsert: true,
        },
      };
    });
    await this.#collection.bulkWrite(operations, { ordered: true, ...this.#options() });
  }

  /**
   * For data that may be forgotten. What clients hold is never deleted without notifying them. @returns how many were
   * deleted
   */
  async deleteMany(filter: TenantFilter<T>): Promise<number> {
    return (await this.#collection.deleteMany(this.#scoped(filter), this.#options())).deletedCount;
  }

  async deleteByIds(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#collection.deleteMany(this.#scopedIds(ids), this.#options());
  }

  /** @returns how many documents matched */
  async updateMany(filter: TenantFilter<T>, update: UpdateFilter<T>): Promise<number> {
    return (await this.#collection.updateMany(this.#scoped(filter), this.#checked(update), this.#options()))
      .matchedCount;
  }

  /** Updates several documents in one command, each if it still fits its filter. @returns how many did */
  async updateEach(updates: readonly { filter: TenantFilter<T>; change: UpdateFilter<T> }[]): Promise<number> {
    if (updates.length === 0) return 0;
    const operations = updates.map(({ filter, change }) => ({
      updateOne: { filter: this.#scoped(filter), update: this.#checked(change) },
    }));
    return (await this.#collection.bulkWrite(operations, { ordered: true, ...this.#options() })).matchedCount;
  }

  /** Atomically updates one document that still fits the filter. @returns it as it was before, or null */
  async updateOne(filter: TenantFilter<T>, update: UpdateFilter<T>, upsert = false): Promise<T | null> {
    const before = await this.#collection.findOneAndUpdate(this.#scoped(filter), this.#checked(update), {
      upsert,
      returnDocument: 'before',
      ...this.#options(),
    });
    return before === null ? null : this.#read(before);
  }
}
