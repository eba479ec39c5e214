import { type Recipient, recipientOf } from '@marginiq/domain/hand-over';
import type { ImportStagingRecord, UserRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { Former } from './former.ts';

type Owned = { ownerId: string | null; teamId: string | null };

const asRecipient = ({ _id, name, teamId, active }: UserRecord): Recipient | null => {
  const recipient = recipientOf({ id: _id, name, teamId, active });
  return typeof recipient === 'string' ? null : recipient;
};

/** The staged document with its current owner; null if it can no longer become that person's. */
function asOf(
  staged: ImportStagingRecord,
  before: Owned | null,
  users: ReadonlyMap<string, UserRecord>,
): ImportStagingRecord | null {
  if (staged.name === 'products') return staged;
  const { ownerId, teamId } = staged.document;
  // What the import leaves with its owner stays in its team.
  const isAssigned = before === null || before.ownerId !== ownerId || before.teamId !== teamId;
  if (ownerId === null || !isAssigned) return staged;
  const owner = users.get(ownerId);
  if (owner === undefined) return null;
  const inTeam = { ...staged, document: { ...staged.document, teamId: owner.teamId } } as ImportStagingRecord;
  const isHandedOver = before !== null && before.ownerId !== null && before.ownerId !== ownerId;
  if (!isHandedOver) return inTeam;
  const to = asRecipient(owner);
  if (to === null) return null;
  return staged.handOver === undefined ? inTeam : { ...inTeam, handOver: { ...staged.handOver, to } };
}

/**
 * The documents of a chunk with their owners' current teams: people change teams, and leave, between the plan and its chunk.
 * There may be nobody to plan it again, because the worker that finishes an import has no files. Null for a document that was
 * to be handed to somebody who can no longer have it.
 */
export async function withOwnersNow(
  store: TenantStore,
  staged: readonly ImportStagingRecord[],
  former: Former,
): Promise<(ImportStagingRecord | null)[]> {
  const ids = staged.flatMap((one) => (one.name === 'products' ? [] : (one.document.ownerId ?? [])));
  const users = await store.collection('users').findByIds(ids);
  return staged.map((one) => {
    if (one.name === 'products') return one;
    return asOf(one, former[one.name].get(one.document._id) ?? null, users);
  });
}
