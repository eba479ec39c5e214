import { audienceOf, type Owned, type Principal } from '@marginiq/domain/audience';

/** The tenant collections whose documents not everybody of the company sees, and what clients call them. */
export const OWNED = { customers: 'customers', discountRequests: 'requests' } as const;
export type OwnedName = keyof typeof OWNED;

export const isOwned = (name: string): name is OwnedName => Object.hasOwn(OWNED, name);

/**
 * The stored audience, by which the index `{companyId, audience, seq}` finds an owned document. It is computed at every write and removed
 * at every read. No decision depends on it, so a wrong one shows a document to nobody.
 */
export interface Audienced {
  audience?: readonly Principal[];
}

export const withAudience = <T extends object>(document: T): T & Required<Audienced> => ({
  ...document,
  audience: audienceOf(document as unknown as Owned),
});

export function withoutAudience<T extends object>(document: T): T {
  const { audience: _found, ...rest } = document as T & Audienced;
  return rest as T;
}
