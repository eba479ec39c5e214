import type { Audience, TombstoneRecord } from './documents.ts';

/** The tenant collections whose documents not everybody of the company sees. */
const OWNED = { customers: 'customers', discountRequests: 'requests' } as const;
type OwnedName = keyof typeof OWNED;

export const isOwned = (name: string): name is OwnedName => Object.hasOwn(OWNED, name);

export function audienceOf(document: unknown): Audience | null {
  if (typeof document !== 'object' || document === null) return null;
  const { ownerId, teamId } = document as Audience;
  return { ownerId, teamId };
}

/** The tombstone for those who saw a document and do not any more; null where nobody loses sight of it. */
export function revocation(
  companyId: string,
  name: OwnedName,
  { id, before, after }: { id: string; before: Audience | null; after: Audience | null },
): TombstoneRecord | null {
  if (before === null || after === null) return null;
  if (before.ownerId === after.ownerId && before.teamId === after.teamId) return null;
  // It belonged to nobody: only admins saw it, and they still do.
  if (before.ownerId === null && before.teamId === null) return null;
  const collection = OWNED[name];
  // One for each document and former audience: a document that goes to and fro leaves no trail.
  const _id = `${collection}/${id}/${before.ownerId ?? '-'}/${before.teamId ?? '-'}`;
  return { _id, companyId, seq: 0, collection, documentId: id, from: before, to: after };
}
