import type { AuditEntry } from '@marginiq/contract/audit';
import type { Person } from '@marginiq/contract/reference';
import { instantSchema } from '@marginiq/contract/scalars';
import { z } from 'zod';
import { personOf } from '../commands/decision-state.ts';
import { adminProcedure, router } from '../http/trpc.ts';
import { fromStored } from '../tenancy/documents.ts';
import { type Overview, readOverview } from './overview.ts';

const MAX_AUDIT_ROWS = 100;

export const adminRouter = router({
  overview: adminProcedure.query(({ ctx }): Promise<Overview> => readOverview(ctx.session.store)),

  people: adminProcedure.query(async ({ ctx }): Promise<Person[]> => {
    const users = await ctx.session.store.collection('users').find({}, { sort: { name: 1 } });
    return users.map(personOf);
  }),

  /** The audit log, newest first, a page at a time; `before` is the `at` of the last row of the page before. */
  audit: adminProcedure
    .input(z.object({ before: instantSchema.nullable(), requestId: z.uuid().nullable() }))
    .query(async ({ ctx, input }): Promise<{ entries: AuditEntry[]; more: boolean }> => {
      const filter = {
        ...(input.before === null ? {} : { at: { $lt: input.before } }),
        ...(input.requestId === null ? {} : { requestId: input.requestId }),
      };
      const options = { sort: { at: -1 as const, _id: -1 as const }, limit: MAX_AUDIT_ROWS + 1 };
      const found = await ctx.session.store.collection('auditLogs').find(filter, options);
      const entries = found.slice(0, MAX_AUDIT_ROWS).map((entry) => fromStored<AuditEntry>(entry));
      return { entries, more: found.length > MAX_AUDIT_ROWS };
    }),
});
