import { BSON } from 'mongodb';
import { nameOfStored } from '../tenancy/stored-names.ts';
import type { TestDatabase } from './test-database.ts';

/** Every document of a company in every collection, as text by `collection/_id`. */
export async function dumpCompany({ raw }: TestDatabase, companyId: string): Promise<Record<string, string>> {
  const dump: Record<string, string> = {};
  for (const { name } of await raw.listCollections({}, { nameOnly: true }).toArray()) {
    for (const document of await raw.collection(name).find({ companyId }).toArray()) {
      dump[`${nameOfStored(name)}/${String(document._id)}`] = BSON.EJSON.stringify(document, { relaxed: false });
    }
  }
  return dump;
}

const DATE = /^\d{4}-\d\d-\d\dT/;

/** Every text of a value that is long enough to be distinctive: ids, names, emails, digests. */
function textsIn(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value === 'string') {
    // An id carries its company in front of it.
    for (const part of value.split(':')) if (part.length >= 8 && !DATE.test(value)) found.add(part);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      textsIn(key, found);
      textsIn(inner, found);
    }
  }
  return found;
}

/** Texts that occur in the one company's data and nowhere in the other's: these reveal a leak. */
export function marksOf(dump: Record<string, string>, other: Record<string, string>): string[] {
  const texts = (of: Record<string, string>) => textsIn(Object.values(of).map((text) => JSON.parse(text) as unknown));
  const others = texts(other);
  return [...texts(dump)].filter((text) => !others.has(text));
}
