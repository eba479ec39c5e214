import type { CreateIndexesOptions, Db, IndexSpecification } from 'mongodb';
import { storedName } from './stored-names.ts';

const CODES = { namespaceExists: 48, namespaceNotFound: 26, indexNotFound: 27 } as const;

async function allowing(codes: readonly number[], work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!codes.includes(Number((error as { code?: number }).code))) throw error;
  }
}

/** What a MongoDB user may do where, as reported by `connectionStatus`. An empty database name means all of them. */
interface Privilege {
  resource: { db?: string; anyResource?: boolean };
  actions: string[];
}

/** Collections and indexes, for migrations. Each step may be repeated: it was done already, or is done now. */
export class SchemaDoor {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  ensureCollection(name: string): Promise<void> {
    return allowing([CODES.namespaceExists], this.#db.createCollection(storedName(name)));
  }

  /** @throws if there is another index of that name: one that was made is never changed, it gets a successor */
  async ensureIndex(
    collection: string,
    keys: IndexSpecification,
    options: CreateIndexesOptions & { name: string },
  ): Promise<void> {
    await this.#db.collection(storedName(collection)).createIndex(keys, options);
  }

  /**
   * Whether MongoDB lets this process call `requireEach`, which takes more than the role readWrite. Asked beforehand, because a contract
   * that has begun cannot be taken back.
   */
  async mayRequire(): Promise<boolean> {
    const { authInfo } = await this.#db.command({ connectionStatus: 1, showPrivileges: true });
    // A MongoDB that asks nobody for a password knows no users.
    if (authInfo.authenticatedUsers.length === 0) return true;
    const isHere = ({ db, anyResource }: Privilege['resource']) =>
      anyResource === true || db === '' || db === this.#db.databaseName;
    return (authInfo.authenticatedUserPrivileges as Privilege[]).some(
      ({ resource, actions }) => isHere(resource) && actions.includes('collMod'),
    );
  }

  /**
   * From now on MongoDB refuses to write what does not fit, whichever release writes it.
   * @param fits an aggregation expression over the document
   */
  async requireEach(collection: string, fits: Record<string, unknown>): Promise<void> {
    // Of a majority: whatever is read afterwards shows everything that was written before.
    await this.#db.command({
      collMod: storedName(collection),
      validator: { $expr: fits },
      writeConcern: { w: 'majority' },
    });
  }

  dropIndex(collection: string, name: string): Promise<void> {
    const gone = [CODES.indexNotFound, CODES.namespaceNotFound];
    return allowing(gone, this.#db.collection(storedName(collection)).dropIndex(name));
  }

  dropCollection(name: string): Promise<void> {
    return allowing([CODES.namespaceNotFound], this.#db.dropCollection(storedName(name)));
  }
}
