import type { AuditEntry } from '@marginiq/contract/audit';
import type { Person } from '@marginiq/contract/reference';
import { instantSchema } from '@marginiq/contract/scalars';
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { Session } from '../auth/authority.ts';
import { personOf } from '../commands/decision-state.ts';
import { adminProcedure, router } from '../http/trpc.ts';
import type { Services } from '../services.ts';
import { fromStored } from '../tenancy/documents.ts';
import { type AdminContext, AdminRefusal } from './admin-action.ts';
import { changePerson, changePersonInputSchema } from './change-person.ts';
import { type DeviceView, listDevices, revokeDevice, revokeDeviceInputSchema } from './devices.ts';
import { type Overview, readOverview } from './overview.ts';
import { reassign, reassignInputSchema } from './reassign.ts';

const MAX_AUDIT_ROWS = 100;

/** Does it, or answers why not. */
async function act(
  { session, services }: { session: Session; services: Services },
  work: (context: AdminContext) => Promise<void>,
): Promise<{ done: true }> {
  const { store, actor } = session;
  const { clock, feed } = services;
  try {
    await work({ store, actor, clock, announce: (companyId, news) => feed.announce(companyId, news) });
    return { done: true };
  } catch (error) {
    if (error instanceof AdminRefusal) throw new TRPCError({ code: 'CONFLICT', message: error.message });
    throw error;
  }
}

export const adminRouter = router({
  overview: adminProcedure.query(({ ctx }): Promise<Overview> => readOverview(ctx.session.store)),

  people: adminProcedure.query(async ({ ctx }): Promise<Person[]> => {
    const users = await ctx.session.store.collection('users').find({}, { sort: { name: 1 } });
    return users.map(personOf);
  }),

  changePerson: adminProcedure
    .input(changePersonInputSchema)
    .mutation(({ ctx, input }) => act(ctx, (context) => changePerson(context, input))),

  /** Hands customers and requests to another person. */
  reassign: adminProcedure
    .input(reassignInputSchema)
    .mutation(({ ctx, input }) => act(ctx, (context) => reassign(context, input))),

  devices: adminProcedure.query(({ ctx }): Promise<DeviceView[]> => listDevices(ctx.session.store)),

  /** Takes a device's access away: it wipes its data. */
  revokeDevice: adminProcedure
    .input(revokeDeviceInputSchema)
    .mutation(({ ctx, input }) => act(ctx, (context) => revokeDevice(context, input.deviceId))),

  /**
   * The audit log, newest first, a page at a time; `before` is the `at` of the last row of the page before. A page
   * never ends between entries of the same moment (a push of many commands makes them), so it may be a little longer.
   */
  audit: adminProcedure
    .input(z.object({ before: instantSchema.nullable(), requestId: z.uuid().nullable() }))
    .query(async ({ ctx, input }): Promise<{ entries: AuditEntry[]; more: boolean }> => {
      const log = ctx.session.store.collection('auditLogs');
      const about = input.requestId === null ? {} : { requestId: input.requestId };
      const earlier = input.before === null ? {} : { at: { $lt: input.before } };
      const sort = { at: -1, _id: -1 } as const;
      const found = await log.find({ ...about, ...earlier }, { sort, limit: MAX_AUDIT_ROWS + 1 });
      const next = found.at(MAX_AUDIT_ROWS);
      if (next === undefined) return { entries: found.map((row) => fromStored<AuditEntry>(row)), more: false };
      const sameMoment = await log.find({ ...about, at: next.at }, { sort });
      const rows = [...found.filter(({ at }) => at !== next.at), ...sameMoment];
      const oldest = await log.findOne({ ...about, at: { $lt: next.at } });
      return { entries: rows.map((row) => fromStored<AuditEntry>(row)), more: oldest !== null };
    }),
});
