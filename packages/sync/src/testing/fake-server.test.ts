import type { Person } from '@marginiq/contract/reference';
import { describeServer } from './acceptance/describe-server.ts';
import { ACME, actorOf, DRILL, FARAWAY, MAX, SAM, SUE } from './company.ts';
import { FakeServer } from './fake-server.ts';
import { idSource } from './ids.ts';

describeServer('the server in memory', async () => {
  const server = new FakeServer();
  return {
    seller: SAM,
    manager: MAX,
    stranger: SUE,
    customerOf: ({ id }: Person) => (id === SUE.id ? FARAWAY.id : ACME.id),
    productId: DRILL.id,
    newId: idSource(),
    connect: async (person, deviceId) => server.connect({ actor: actorOf(person), deviceId }),
    revoke: async (deviceId) => server.revoke(deviceId),
    deactivate: async (person) => void server.store.put('reference', { ...person, active: false }),
    giveCustomer: async (customerId, { id: ownerId, teamId }) => {
      const customer = server.store.get('customers', customerId);
      if (customer !== null && teamId !== null) server.store.put('customers', { ...customer, ownerId, teamId });
    },
    forgetRevocations: async () => server.store.forgetGone(),
  };
});
