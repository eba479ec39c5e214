import type { Db, IndexDescription } from 'mongodb';
import type { TenantCollectionName } from './documents.ts';
import { storedName } from './stored-names.ts';

interface Index {
  keys: IndexDescription['key'];
  options?: Omit<IndexDescription, 'key'>;
}

const bySeq: Index = { keys: { companyId: 1, seq: 1 } };
const byOwner: Index = { keys: { companyId: 1, ownerId: 1, seq: 1 } };
/** What a person sees, in the order of positions. One key for each principal of a document. */
const byAudience: Index = { keys: { companyId: 1, audience: 1, seq: 1 } };

/** One version is in force: nobody has to search for it among the others, and there is never a second one. */
const versions: Index[] = [
  bySeq,
  { keys: { companyId: 1, version: 1 }, options: { unique: true } },
  { keys: { companyId: 1, current: 1 }, options: { unique: true, partialFilterExpression: { current: true } } },
];

export const AUDIT_BY_REQUEST = { companyId: 1, requestId: 1, at: -1, _id: -1 } as const;

/** Every index begins with the company. The pull reads by seq, and by seq of what a person sees. */
const TENANT_INDEXES: Partial<Record<TenantCollectionName, Index[]>> = {
  companies: [{ keys: { companyId: 1, seq: 1 } }, { keys: { slug: 1 }, options: { unique: true } }],
  users: [
    bySeq,
    { keys: { companyId: 1, email: 1 }, options: { unique: true } },
    // Those whose customers and requests are still to follow them, or to go to somebody else.
    {
      keys: { companyId: 1, 'workMove.at': 1 },
      options: { partialFilterExpression: { 'workMove.at': { $exists: true } } },
    },
  ],
  customers: [
    bySeq,
    byOwner,
    byAudience,
    { keys: { companyId: 1, code: 1 }, options: { unique: true } },
    // Those that are blocked: counted without looking at the others.
    { keys: { companyId: 1, blocked: 1 }, options: { partialFilterExpression: { blocked: true } } },
  ],
  products: [bySeq, { keys: { companyId: 1, sku: 1 }, options: { unique: true } }],
  businessRules: versions,
  governance: versions,
  statistics: versions,
  discountRequests: [
    bySeq,
    byOwner,
    byAudience,
    { keys: { companyId: 1, status: 1, expiresAt: 1 } },
    // What a customer was granted recently.
    { keys: { companyId: 1, customerId: 1, changedAt: -1 } },
  ],
  commands: [
    { keys: { companyId: 1, deviceId: 1, deviceSeq: 1 } },
    // All decisions on a request, those that changed it first.
    { keys: { companyId: 1, 'outcome.requestId': 1, 'outcome.status': 1 } },
  ],
  decisions: [{ keys: { companyId: 1, requestId: 1 } }],
  auditLogs: [
    // All in the order of the pages. Not partial: MongoDB reads the distinct values of whole indexes only.
    { keys: { companyId: 1, at: -1, _id: -1 } },
    { keys: AUDIT_BY_REQUEST },
    { keys: { companyId: 1, 'after.customer': 1, at: -1, _id: -1 } },
    { keys: { companyId: 1, 'before.customer': 1, at: -1, _id: -1 } },
  ],
  refreshTokens: [
    { keys: { companyId: 1, familyId: 1 } },
    // The links that can still be used: few compared with those that were.
    { keys: { companyId: 1, deviceId: 1 }, options: { partialFilterExpression: { usedAt: null, revokedAt: null } } },
    { keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 } },
  ],
  passwordLinks: [
    { keys: { companyId: 1, digest: 1 } },
    { keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 } },
  ],
  endedSessions: [{ keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 } }],
  // Across all companies: the few for which something is due.
  counters: [{ keys: { wakeAt: 1 }, options: { partialFilterExpression: { wakeAt: { $exists: true } } } }],
  positionMarks: [],
  // Indexed by who lost sight of it: when half a company moves, the others do not read through its revocations.
  revocations: [bySeq, byAudience],
  changes: [bySeq],
  devices: [{ keys: { companyId: 1, userId: 1 } }],
  imports: [
    { keys: { companyId: 1, at: -1 } },
    // Those that somebody has to finish.
    {
      keys: { companyId: 1, state: 1 },
      options: { partialFilterExpression: { state: 'publishing' } },
    },
  ],
  importStaging: [{ keys: { companyId: 1, importId: 1, n: 1 } }],
  importSettings: [],
  leases: [],
  migrationProgress: [],
  dealFigures: [
    { keys: { companyId: 1, n: 1 } },
    { keys: { companyId: 1, customerId: 1, isFull: 1 } },
    // Where a request's deal is, if it moved to another customer or is gone.
    { keys: { companyId: 1, 'deals.id': 1 } },
    // Customers whose history may be another one.
    { keys: { companyId: 1, untold: 1, customerId: 1 }, options: { partialFilterExpression: { untold: true } } },
  ],
  statisticsState: [],
};

/** Global collections; agenda makes its own. */
const GLOBAL_INDEXES: Record<string, Index[]> = {
  logins: [],
  signInAttempts: [{ keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 } }],
  migrations: [],
  processes: [{ keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 } }],
};

/** Those of earlier releases that others have replaced. A process of such a release makes them again when it starts. */
const RETIRED_INDEXES: Partial<Record<TenantCollectionName, string[]>> = {
  auditLogs: ['companyId_1_at_-1', 'companyId_1_requestId_1_at_1'],
};

const INDEX_NOT_FOUND = 27;

/**
 * What the code of this release always needs, in a new database too. What only an existing one needs on its way from one release to
 * the next (an index for a backfill, a collection that replaces another) belongs in a migration's `expand`.
 *
 * Creates missing collections and indexes, and drops retired ones. Collections are created ahead, because a transaction that creates
 * one implicitly conflicts with its neighbours. Safe to run in several processes at once.
 */
export async function ensureIndexes(db: Db): Promise<void> {
  const present = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  for (const [name, indexes] of Object.entries({ ...TENANT_INDEXES, ...GLOBAL_INDEXES })) {
    if (!present.has(storedName(name))) {
      await db.createCollection(storedName(name)).catch((error: { codeName?: string }) => {
        if (error.codeName !== 'NamespaceExists') throw error;
      });
    }
    // All of a collection by one command: every process and every command of an operator asks for them first.
    const specifications = indexes.map(({ keys, options }) => ({ key: keys, ...options }));
    if (specifications.length > 0) await db.collection(storedName(name)).createIndexes(specifications);
  }
  for (const [name, retired] of Object.entries(RETIRED_INDEXES)) {
    for (const index of retired) {
      await db
        .collection(storedName(name))
        .dropIndex(index)
        .catch((error: { code?: number }) => {
          if (error.code !== INDEX_NOT_FOUND) throw error;
        });
    }
  }
}
