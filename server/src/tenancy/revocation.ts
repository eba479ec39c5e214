import { createHash } from 'node:crypto';
import { audienceOf, type Owned, type Principal } from '@marginiq/domain/audience';
import type { FullRevocation, RevocationRecord } from './documents.ts';
import { OWNED, type OwnedName } from './owned.ts';

const NOBODY: Owned = { ownerId: null, teamId: null };

/** Those of the one set that are not in the other. */
const without = (set: readonly Principal[], others: readonly Principal[]) =>
  set.filter((principal) => !others.includes(principal));

/** One for each document and set of those who lost it: a document that goes back and forth does not leave ever more of them. */
function idOf(collection: string, documentId: string, lost: readonly Principal[]): string {
  const digest = createHash('sha256').update(lost.join()).digest('base64url').slice(0, 22);
  return `${collection}/${documentId}/${digest}`;
}

/**
 * The revocation of a document for those who saw it before and do not any more; null if it leaves nobody's sight.
 * @param after null: it is deleted, and leaves everybody's, an admin's too
 */
export function revocationOf(
  companyId: string,
  name: OwnedName,
  { id, before, after }: { id: string; before: Owned; after: Owned | null },
): FullRevocation | null {
  const remaining = after === null ? [] : audienceOf(after);
  const lost = without(audienceOf(before), remaining);
  if (lost.length === 0) return null;
  const collection = OWNED[name];
  return {
    _id: idOf(collection, id, lost),
    companyId,
    seq: 0,
    collection,
    documentId: id,
    audience: lost,
    remaining,
    from: { ownerId: before.ownerId, teamId: before.teamId },
    to: after === null ? NOBODY : { ownerId: after.ownerId, teamId: after.teamId },
  };
}

/** A revocation with both of its sets, which those of former releases do not have. */
export function fullRevocation(stored: RevocationRecord): FullRevocation {
  const { audience, remaining, from, to } = stored;
  if (audience !== undefined && remaining !== undefined) return { ...stored, audience, remaining };
  const stay = audienceOf(to);
  return { ...stored, audience: without(audienceOf(from), stay), remaining: stay };
}
