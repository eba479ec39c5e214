import { audienceOf, type Owned, type Principal } from '@marginiq/domain/audience';

/** The tenant collections whose documents not everybody of the company sees, and what clients call them. */
export const OWNED = { customers: 'customers', discountRequests: 'requests' } as const;
export type OwnedName = keyof typeof OWNED;

export const isOwned = (name: string): name is OwnedName => Object.hasOwn(OWNED, name);

/**
 * By what an owned document is found by those who see it (index `{companyId, audience, seq}`). It is derived from the document whenever
 * that is written, stored beside it, and taken off when it is read: nothing decides by it, so nothing can be shown by one that is wrong.
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
  return rest as unknown as T;
}
