import type { AuditEntry } from '@marginiq/contract/audit';
import { instantSchema } from '@marginiq/contract/scalars';
import { idEndOfCode, requestCode } from '@marginiq/domain/request-code';
import { matches, searchKey, searchWords } from '@marginiq/domain/search-text';
import { z } from 'zod';
import { fromStored, type TenantDocuments } from '../tenancy/documents.ts';
import { AUDIT_BY_REQUEST } from '../tenancy/indexes.ts';
import type { TenantCollection } from '../tenancy/tenant-collection.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

const MAX_ROWS = 100;
/** MongoDB merges only this many index ranges in order, and a longer list would not help somebody who typed "a". */
export const MAX_CUSTOMERS = 50;
const MAX_WORDS = 200;

export const auditInputSchema = z.object({
  /** The `at` of the last row of the page before. */
  before: instantSchema.nullable(),
  /** Entries about one request alone, by its whole id, or by the number that people say. */
  requestId: z.uuid().nullable().default(null),
  requestCode: z
    .string()
    .max(MAX_WORDS)
    .refine((code) => idEndOfCode(code) !== null, { params: { rule: 'requestCode' } })
    .nullable()
    .default(null),
  /** Words of a customer's name. Given with a number, it counts where no request has that number. */
  customer: z.string().max(MAX_WORDS).nullable().default(null),
});
export type AuditInput = z.infer<typeof auditInputSchema>;

/** An entry as the console shows it. */
export type ShownAuditEntry = AuditEntry & {
  requestCode: string | null;
  /** The person a refused new request was for: nothing was created, so neither `before` nor `after` says it. */
  askedFor: string | null;
};
export interface AuditPage {
  entries: ShownAuditEntry[];
  more: boolean;
  /** The words match so many customers' names that nothing was looked up. */
  tooManyCustomers?: true;
}

type Log = TenantCollection<TenantDocuments['auditLogs']>;

const argsSchema = z.object({ customerId: z.string() });

/** The customers of new requests that were refused, by command. */
async function askedCustomers(store: TenantStore, entries: readonly AuditEntry[]): Promise<Map<string, string>> {
  const bare = entries.filter(
    ({ before, after, requestId }) => before === null && after === null && requestId !== null,
  );
  const commands = await store.collection('commands').findByIds(bare.flatMap(({ commandId }) => commandId ?? []));
  const asked = [...commands.values()].flatMap(({ _id, args }) => {
    const parsed = argsSchema.safeParse(args);
    return parsed.success ? [{ commandId: _id, customerId: parsed.data.customerId }] : [];
  });
  const customers = await store.collection('customers').findByIds(asked.map(({ customerId }) => customerId));
  return new Map(
    asked.flatMap(({ commandId, customerId }) => {
      const name = customers.get(customerId)?.name;
      return name === undefined ? [] : [[commandId, name] as const];
    }),
  );
}

async function shown(store: TenantStore, entries: readonly AuditEntry[]): Promise<ShownAuditEntry[]> {
  const asked = await askedCustomers(store, entries);
  return entries.map((entry) => ({
    ...entry,
    requestCode: entry.requestId === null ? null : requestCode(entry.requestId),
    askedFor: asked.get(entry.commandId ?? '') ?? null,
  }));
}

/**
 * The requests that the log names and that have this code. It is the end of an id, so MongoDB walks the company's keys in the
 * index on `requestId`, and no entries. Asked for a page of entries at once, it would read all there are, in their order. Devices make
 * the ids: one in capitals is another id with the same code, and must not be missed.
 */
async function requestsWithCode(log: Log, end: string): Promise<string[]> {
  const keysAlone = { projection: { requestId: 1 }, hint: AUDIT_BY_REQUEST } as const;
  const found = await log.find({ requestId: { $regex: `${end}$`, $options: 'i' } }, keysAlone);
  return [...new Set(found.flatMap(({ requestId }) => requestId ?? []))];
}

/** Entries about requests of these customers. Before and after have an index each, in the order of the pages. */
export const aboutCustomers = (names: readonly string[]) => ({
  $or: [{ 'after.customer': { $in: names } }, { 'before.customer': { $in: names } }],
});

/** The customers that the log names and that fit the words. From the log itself: it keeps names that changed since. */
async function customersNamed(log: Log, words: string): Promise<string[]> {
  const wanted = searchWords(words);
  const named = await Promise.all([log.distinct('after.customer'), log.distinct('before.customer')]);
  const names = new Set(named.flat().filter((name) => typeof name === 'string'));
  return [...names].filter((name) => matches(searchKey(name), wanted));
}

/** Which entries are wanted; null if the words fit too many customers. */
async function about(log: Log, { requestId, requestCode: code, customer }: AuditInput) {
  if (requestId !== null) return { requestId };
  const end = code === null ? null : idEndOfCode(code);
  const requestIds = end === null ? [] : await requestsWithCode(log, end);
  if (requestIds.length > 0 || (end !== null && customer === null)) return { requestId: { $in: requestIds } };
  if (customer === null || customer.trim() === '') return {};
  const names = await customersNamed(log, customer);
  return names.length > MAX_CUSTOMERS ? null : aboutCustomers(names);
}

/**
 * The audit log, newest first, a page at a time. A page never ends between entries of the same moment (a push of many
 * commands makes them), so it may be a little longer.
 */
export async function readAudit(store: TenantStore, input: AuditInput): Promise<AuditPage> {
  const log = store.collection('auditLogs');
  const wanted = await about(log, input);
  if (wanted === null) return { entries: [], more: false, tooManyCustomers: true };
  const earlier = input.before === null ? {} : { at: { $lt: input.before } };
  const sort = { at: -1, _id: -1 } as const;
  const page = async (rows: typeof found, more: boolean): Promise<AuditPage> => ({
    entries: await shown(
      store,
      rows.map((row) => fromStored<AuditEntry>(row)),
    ),
    more,
  });
  const found = await log.find({ ...wanted, ...earlier }, { sort, limit: MAX_ROWS + 1 });
  const next = found.at(MAX_ROWS);
  if (next === undefined) return page(found, false);
  const sameMoment = await log.find({ ...wanted, at: next.at }, { sort });
  const oldest = await log.findOne({ ...wanted, at: { $lt: next.at } });
  return page([...found.filter(({ at }) => at !== next.at), ...sameMoment], oldest !== null);
}
