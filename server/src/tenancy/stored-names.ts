import type { TenantCollectionName } from './documents.ts';

/**
 * Where MongoDB knows a collection by another name than the code. These are names of the first release, and they say less well what
 * is in the collection. It keeps them, because a former release that still serves would continue to write to these, and to read from them.
 */
const STORED_NAMES: Partial<Record<TenantCollectionName, string>> = {
  governance: 'aiGovernance',
  revocations: 'tombstones',
  statistics: 'tenantMetrics',
};

const NAMES = new Map(Object.entries(STORED_NAMES).map(([name, stored]) => [stored, name as TenantCollectionName]));

/** A collection's name in MongoDB; any other name as it is. */
export function storedName(name: string): string {
  return STORED_NAMES[name as TenantCollectionName] ?? name;
}

/** The name that the code has for a collection of MongoDB. */
export function nameOfStored<N extends TenantCollectionName>(stored: string): N {
  return (NAMES.get(stored) ?? stored) as N;
}
