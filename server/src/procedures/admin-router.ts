import type { AdminContext } from '../admin/admin-action.ts';
import { type AuditPage, auditInputSchema, readAudit } from '../admin/audit-log.ts';
import { changePerson, changePersonInputSchema } from '../admin/change-person.ts';
import { type DeviceView, listDevices, revokeDevice, revokeDeviceInputSchema } from '../admin/devices.ts';
import { type Overview, readOverview } from '../admin/overview.ts';
import { type ListedPerson, listPeople } from '../admin/people.ts';
import { reassign, reassignInputSchema } from '../admin/reassign.ts';
import { ActionRefusedError } from '../audit/perform.ts';
import { loadSession, requireAdmin, type Session } from '../auth/authority.ts';
import { CallRefusedError } from '../call-refused.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { bounded } from './bounded-input.ts';
import type { Services } from './services.ts';
import { adminProcedure, router } from './trpc.ts';

/** Does it, or answers why not. */
async function act(
  { session, services }: { session: Session; services: Services },
  work: (context: AdminContext) => Promise<void>,
): Promise<{ done: true }> {
  const { store, actor, claims } = session;
  const { clock, feed, database } = services;
  const requireAllowed = async (asOf: TenantStore) => {
    requireAdmin(await loadSession(database, claims, asOf));
  };
  try {
    const announce: AdminContext['announce'] = (companyId, news) => feed.announce(companyId, news);
    await work({ store, actor, clock, requireAllowed, announce });
    return { done: true };
  } catch (error) {
    if (error instanceof ActionRefusedError)
      throw new CallRefusedError({ code: 'actionRefused', action: error.refusal }, error);
    throw error;
  }
}

export const adminRouter = router({
  overview: adminProcedure.query(({ ctx }): Promise<Overview> => readOverview(ctx.session.store)),

  people: adminProcedure.query(({ ctx }): Promise<ListedPerson[]> => listPeople(ctx.session.store)),

  changePerson: adminProcedure
    .input(bounded(changePersonInputSchema))
    .mutation(({ ctx, input }) => act(ctx, (context) => changePerson(context, input))),

  /** Hands customers and requests to another person. */
  reassign: adminProcedure
    .input(bounded(reassignInputSchema))
    .mutation(({ ctx, input }) => act(ctx, (context) => reassign(context, input))),

  devices: adminProcedure.query(
    ({ ctx }): Promise<DeviceView[]> => listDevices(ctx.session.store, ctx.services.clock.now()),
  ),

  /** Takes a device's access away: it wipes its data. */
  revokeDevice: adminProcedure
    .input(bounded(revokeDeviceInputSchema))
    .mutation(({ ctx, input }) => act(ctx, (context) => revokeDevice(context, input.deviceId))),

  audit: adminProcedure
    .input(bounded(auditInputSchema))
    .query(({ ctx, input }): Promise<AuditPage> => readAudit(ctx.session.store, input)),
});
