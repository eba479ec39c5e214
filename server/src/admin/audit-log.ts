import type { AuditEntry } from '@marginiq/contract/audit';
import { instantSchema } from '@marginiq/contract/scalars';
import { idEndOfCode, requestCode } from '@marginiq/domain/request-code';
import { z } from 'zod';
import { fromStored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

const MAX_ROWS = 100;

export const auditInputSchema = z.object({
  /** The `at` of the last row of the page before. */
  before: instantSchema.nullable(),
  /** Entries about one request alone, by its whole id, or by the number that people say. */
  requestId: z.uuid().nullable().default(null),
  requestCode: z
    .string()
    .refine((code) => idEndOfCode(code) !== null, 'not the number of a request')
    .nullable()
    .default(null),
});
export type AuditInput = z.infer<typeof auditInputSchema>;

/** An entry as the console shows it. */
export type ShownAuditEntry = AuditEntry & { requestCode: string | null };
export interface AuditPage {
  entries: ShownAuditEntry[];
  more: boolean;
}

const shown = (entry: AuditEntry): ShownAuditEntry => ({
  ...entry,
  requestCode: entry.requestId === null ? null : requestCode(entry.requestId),
});

/** A code is the end of an id, so MongoDB walks this company's keys in the index on `requestId`, not its entries. */
function about({ requestId, requestCode: code }: AuditInput) {
  if (requestId !== null) return { requestId };
  const end = code === null ? null : idEndOfCode(code);
  return end === null ? {} : { requestId: { $regex: `${end}$` } };
}

/**
 * The audit log, newest first, a page at a time. A page never ends between entries of the same moment (a push of many
 * commands makes them), so it may be a little longer.
 */
export async function readAudit(store: TenantStore, input: AuditInput): Promise<AuditPage> {
  const log = store.collection('auditLogs');
  const wanted = about(input);
  const earlier = input.before === null ? {} : { at: { $lt: input.before } };
  const sort = { at: -1, _id: -1 } as const;
  const page = (rows: typeof found, more: boolean): AuditPage => ({
    entries: rows.map((row) => shown(fromStored<AuditEntry>(row))),
    more,
  });
  const found = await log.find({ ...wanted, ...earlier }, { sort, limit: MAX_ROWS + 1 });
  const next = found.at(MAX_ROWS);
  if (next === undefined) return page(found, false);
  const sameMoment = await log.find({ ...wanted, at: next.at }, { sort });
  const oldest = await log.findOne({ ...wanted, at: { $lt: next.at } });
  return page([...found.filter(({ at }) => at !== next.at), ...sameMoment], oldest !== null);
}
