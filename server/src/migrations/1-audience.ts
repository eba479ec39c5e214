import { withAudience } from '../tenancy/owned.ts';
import { fullRevocation } from '../tenancy/revocation.ts';
import { backfillOf, type Migration } from './migration.ts';

const present = (field: string) => ({ $ne: [{ $ifNull: [field, null] }, null] });
const principalIf = (kind: 'person' | 'team', field: string) => ({
  $cond: [present(field), [{ $concat: [`${kind}:`, field] }], []],
});

/** The same rule as domain's `audienceOf`. An audience may name more, because each document that is found is judged again. */
const NAMES_WHO_SEES_IT = {
  $setIsSubset: [
    { $concatArrays: [['role:admin'], principalIf('person', '$ownerId'), principalIf('team', '$teamId')] },
    { $ifNull: ['$audience', []] },
  ],
};

const HAS_BOTH_SETS = { $and: [{ $isArray: '$audience' }, { $isArray: '$remaining' }] };

/**
 * Owned documents and revocations are found by the set of those who see them, or lost them, instead of by owner and team.
 *
 * A former release writes whole documents and leaves the audience as it was, so until no such process can write, queries go by owner
 * and team as before. Releases before this one do not register; so the contract does not rely on there being none: it has MongoDB
 * refuse a document whose audience does not name its owner and its team's managers, and corrects what is there. From then on queries go
 * by the audience (`TenantStore.isFoundByAudience`).
 */
export const AUDIENCE: Migration = {
  id: 1,
  name: 'audience',
  backfill: [
    backfillOf({ collection: 'customers', field: 'audience', fill: (found) => found.map(withAudience) }),
    backfillOf({ collection: 'discountRequests', field: 'audience', fill: (found) => found.map(withAudience) }),
    backfillOf({ collection: 'revocations', field: 'audience', fill: (found) => found.map(fullRevocation) }),
  ],
  contract: async ({ schema, requireEach }) => {
    await requireEach('customers', { fits: NAMES_WHO_SEES_IT, correct: withAudience });
    await requireEach('discountRequests', { fits: NAMES_WHO_SEES_IT, correct: withAudience });
    await requireEach('revocations', { fits: HAS_BOTH_SETS, correct: fullRevocation });
    await schema.dropIndex('customers', 'companyId_1_teamId_1_seq_1');
    await schema.dropIndex('discountRequests', 'companyId_1_teamId_1_seq_1');
    await schema.dropIndex('revocations', 'companyId_1_from.ownerId_1_seq_1');
    await schema.dropIndex('revocations', 'companyId_1_from.teamId_1_seq_1');
  },
};
