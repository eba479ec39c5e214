import type { CreateIndexesOptions, Db, IndexSpecification } from 'mongodb';
import type { TenantCollectionName } from './documents.ts';

interface Index {
  keys: IndexSpecification;
  options?: CreateIndexesOptions;
}

const bySeq: Index = { keys: { companyId: 1, seq: 1 } };
const byOwner: Index = { keys: { companyId: 1, ownerId: 1, seq: 1 } };
const byTeam: Index = { keys: { companyId: 1, teamId: 1, seq: 1 } };

/** Every index begins with the company. The pull reads by seq, and by seq within an owner or a team. */
const TENANT_INDEXES: Partial<Record<TenantCollectionName, Index[]>> = {
  companies: [{ keys: { companyId: 1, seq: 1 } }, { keys: { slug: 1 }, options: { unique: true } }],
  users: [bySeq, { keys: { companyId: 1, email: 1 }, options: { unique: true } }],
  customers: [bySeq, byOwner, byTeam, { keys: { companyId: 1, code: 1 }, options: { unique: true } }],
  products: [bySeq, { keys: { companyId: 1, sku: 1 }, options: { unique: true } }],
  businessRules: [bySeq, { keys: { companyId: 1, version: 1 }, options: { unique: true } }],
  aiGovernance: [bySeq, { keys: { companyId: 1, version: 1 }, options: { unique: true } }],
  tenantMetrics: [bySeq, { keys: { companyId: 1, version: 1 }, options: { unique: true } }],
  discountRequests: [bySeq, byOwner, byTeam, { keys: { companyId: 1, status: 1, expiresAt: 1 } }],
  commands: [{ keys: { companyId: 1, deviceId: 1, deviceSeq: 1 } }],
  auditLogs: [
    { keys: { companyId: 1, at: -1 } },
    { keys: { companyId: 1, requestId: 1, at: 1 } },
    // By customer, in the order of the pages. Not partial: MongoDB reads the distinct values of whole indexes only.
    { keys: { companyId: 1, 'after.customer': 1, at: -1, _id: -1 } },
    { keys: { companyId: 1, 'before.customer': 1, at: -1, _id: -1 } },
  ],
  refreshTokens: [
    { keys: { companyId: 1, familyId: 1 } },
    // Those that can still be used: few beside the ones that were.
    { keys: { companyId: 1, deviceId: 1 }, options: { partialFilterExpression: { usedAt: null, revokedAt: null } } },
    { keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 } },
  ],
  counters: [],
  tombstones: [bySeq],
  devices: [{ keys: { companyId: 1, userId: 1 } }],
  imports: [{ keys: { companyId: 1, at: -1 } }],
};

/** Global collections; agenda makes its own. */
const GLOBAL_INDEXES: Record<string, Index[]> = { logins: [] };

/**
 * Makes collections and indexes where they are missing. Collections are made ahead, because a transaction that
 * makes one on the way conflicts with its neighbours. Safe to run by several processes at once.
 */
export async function ensureIndexes(db: Db): Promise<void> {
  const present = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  for (const [name, indexes] of Object.entries({ ...TENANT_INDEXES, ...GLOBAL_INDEXES })) {
    if (!present.has(name)) {
      await db.createCollection(name).catch((error: { codeName?: string }) => {
        if (error.codeName !== 'NamespaceExists') throw error;
      });
    }
    for (const { keys, options } of indexes) await db.collection(name).createIndex(keys, options ?? {});
  }
}
