import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { endedSession } from '../auth/refresh-tokens.ts';
import { appRouter } from '../procedures/router.ts';
import { TenantStore } from '../tenancy/tenant-store.ts';
import { callerAs } from '../testing/callers.ts';
import { dumpCompany } from '../testing/company-dump.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

/*
 * A call of an admin's is let in, and its commit comes later: it may wait for others. What became of the admin meanwhile counts.
 */
const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());
afterEach(() => vi.restoreAllMocks());

async function world() {
  const company = await createTestCompany(api.services);
  const [anna, ada] = [company.person('Anna'), company.person('Ada')];
  const [lost, device] = [await TestDevice.register(company, anna), await TestDevice.register(company, ada)];
  const claims = { ...device.claims(api.clock), sessionId: api.clock.newId() };
  return { company, ada, lost, device, claims, admin: callerAs(api, claims).admin };
}
type World = Awaited<ReturnType<typeof world>>;

/** Each thing that an admin does, in a way that succeeds. */
const ACTS: Record<string, (world: World) => Promise<unknown>> = {
  'admin.changePerson': ({ admin, company }) =>
    admin.changePerson({ personId: company.person('Bert').id, role: 'admin', confirmed: true }),
  'admin.reassign': ({ admin, company }) => {
    const customerIds = [company.customerOf(company.person('Anna')).id];
    return admin.reassign({ customerIds, requestIds: [], ownerId: company.person('Bert').id });
  },
  'admin.revokeDevice': ({ admin, lost }) => admin.revokeDevice({ deviceId: lost.id }),
};

const MEANWHILE: Record<string, { happens: (world: World) => Promise<unknown>; refusal: object }> = {
  'is made a salesperson': {
    happens: ({ company, ada }) => company.changePerson(ada, { role: 'salesperson' }),
    refusal: { code: 'FORBIDDEN' },
  },
  'is deactivated': {
    happens: ({ company, ada }) => company.changePerson(ada, { active: false }),
    refusal: { code: 'UNAUTHORIZED', refusal: 'personInactive' },
  },
  'loses the device': {
    happens: ({ company, device }) =>
      company.store.collection('devices').updateOne({ _id: device.id }, { $set: { revokedAt: api.clock.now() } }),
    refusal: { code: 'UNAUTHORIZED', refusal: 'deviceRevoked' },
  },
  'is signed out': {
    happens: ({ company, claims }) =>
      company.store
        .collection('endedSessions')
        .insertMany([endedSession(company.id, claims.sessionId, api.clock.now())]),
    refusal: { code: 'UNAUTHORIZED', refusal: 'ended' },
  },
};

/** Lets this happen once the call was let in, before its commit looks at anything. */
function beforeTheCommit(happens: () => Promise<unknown>): void {
  const original = TenantStore.prototype.asOfNow;
  vi.spyOn(TenantStore.prototype, 'asOfNow').mockImplementationOnce(async function (this: TenantStore, work) {
    await happens();
    return original.call(this, work);
  });
}

describe.each(Object.entries(ACTS))('%s', (_path, act) => {
  test('the action is done for a person who remains an admin', async () => {
    await expect(act(await world())).resolves.toEqual({ done: true });
  });

  test.each(Object.entries(MEANWHILE))(
    'a call is refused to an admin who %s meanwhile',
    async (_what, { happens, refusal }) => {
      const there = await world();
      const { company } = there;
      let before: unknown;
      beforeTheCommit(async () => {
        await happens(there);
        before = await dumpCompany(api.database, company.id);
      });
      await expect(act(there)).rejects.toMatchObject(refusal);
      expect(before).toBeDefined();
      expect(await dumpCompany(api.database, company.id)).toEqual(before);
    },
  );
});

test('everything that an admin can change is tried here', () => {
  const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>);
  const changes = procedures.filter(([path, { _def }]) => path.startsWith('admin.') && _def.type === 'mutation');
  expect(Object.keys(ACTS).sort()).toEqual(changes.map(([path]) => path).sort());
});
