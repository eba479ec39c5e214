import type { Person } from '@marginiq/contract/reference';
import { purgeRevocations, REVOCATION_DAYS } from '@marginiq/server/jobs/purge-revocations';
import { startTestApi } from '@marginiq/server/testing/test-api';
import { createTestCompany } from '@marginiq/server/testing/test-company';
import { TestDevice } from '@marginiq/server/testing/test-device';
import { describeServer } from '@marginiq/sync/testing/acceptance/describe-server';
import { v7 } from 'uuid';
import { afterAll } from 'vitest';
import { createTrpcTransport } from './trpc-transport.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

describeServer('the server behind the product’s transport', async () => {
  const company = await createTestCompany(api.services);
  const admin = await TestDevice.register(company, company.person('Ada'));
  const pastRevocations = () => api.clock.advance({ minutes: (REVOCATION_DAYS + 1) * 24 * 60 });
  return {
    seller: company.person('Anna'),
    manager: company.person('Mona'),
    stranger: company.person('Carla'),
    customerOf: (owner: Person) => company.customerOf(owner).id,
    productId: company.product(1).id,
    newId: v7,
    connect: async (person, deviceId) => {
      const device = await TestDevice.register(company, person, deviceId);
      const token = async () => {
        const { expiresAt: _, ...claims } = device.claims(api.clock);
        return (await api.services.accessTokens.issue(claims, new Date(api.clock.now()))).token;
      };
      return createTrpcTransport(api.url, { get: token, renew: token });
    },
    revoke: async (deviceId) => void (await admin.on(api).admin.revokeDevice({ deviceId })),
    deactivate: (person) => company.changePerson(person, { active: false }),
    giveCustomer: async (customerId, { id: ownerId }) =>
      void (await admin.on(api).admin.reassign({ customerIds: [customerId], requestIds: [], ownerId })),
    forgetRevocations: async () => {
      await purgeRevocations(company.store, api.clock);
      pastRevocations();
      await purgeRevocations(company.store, api.clock);
    },
  };
});
