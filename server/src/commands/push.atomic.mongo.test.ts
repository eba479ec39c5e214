import { afterAll, describe, expect, test } from 'vitest';
import { expectLawsHold } from '../testing/laws.ts';
import { startTestApi } from '../testing/test-api.ts';
import { TestClock } from '../testing/test-clock.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

/** A clock that dies when the nth id is requested. Ids are requested inside the transaction, one per audit entry. */
class FailingClock extends TestClock {
  idsLeft = Number.POSITIVE_INFINITY;

  override newId = (): string => {
    this.idsLeft -= 1;
    if (this.idsLeft < 0) throw new Error('the process died here');
    return this.realId();
  };

  private readonly realId = new TestClock().newId;
}

const clock = new FailingClock();
const api = await startTestApi({ clock });
afterAll(() => api[Symbol.asyncDispose]());

/** Everything that a push writes. */
async function written(company: TestCompany) {
  const names = ['counters', 'devices', 'commands', 'auditLogs', 'discountRequests'] as const;
  return Promise.all(names.map((name) => api.database.raw.collection(name).find({ companyId: company.id }).toArray()));
}

describe('a server that dies in the middle of a batch (fault 5)', () => {
  test.each([0, 1, 2, 3])(
    'a server that dies in the middle of a batch after %i of four commands leaves nothing of it, and the next push brings all',
    async (ids) => {
      const company = await createTestCompany(api.services);
      const device = await TestDevice.register(company, company.person('Anna'));
      await device.push(api, [device.submit()]);
      const before = await written(company);

      const first = device.submit();
      const batch = [
        first,
        device.revise(first.args.requestId, 1),
        device.submit(),
        device.withdraw(first.args.requestId, 2),
      ];
      clock.idsLeft = ids;
      await expect(device.push(api, batch)).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
      expect(await written(company)).toEqual(before);

      clock.idsLeft = Number.POSITIVE_INFINITY;
      const { outcomes, nextDeviceSeq } = await device.push(api, batch);
      expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('accepted'));
      expect(nextDeviceSeq).toBe(6);
      await expectLawsHold(api, company);
    },
  );

  test('a server that dies in the middle of a batch does not take down the push of somebody else that went into the same transaction', async () => {
    const company = await createTestCompany(api.services);
    const [anna, bert, carla] = await Promise.all(
      (['Anna', 'Bert', 'Carla'] as const).map((name) => TestDevice.register(company, company.person(name))),
    );
    if (!anna || !bert || !carla) throw new Error('three devices were registered');
    const push = (from: TestDevice) =>
      api.services.commands.push(company.id, {
        userId: from.person.id,
        deviceId: from.id,
        numberedBy: from.id,
        envelopes: [from.submit()],
      });
    // The first one keeps the queue busy; the two others go into one transaction, which dies at its second entry. Tried
    // one by one, the first of the two dies again and the second goes through.
    clock.idsLeft = 2;
    const pushes = [anna, bert, carla].map((device) => push(device).finally(() => undefined));
    const results = Promise.allSettled(pushes);
    await pushes[0];
    await pushes[1]?.catch(() => undefined);
    clock.idsLeft = Number.POSITIVE_INFINITY;
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expectLawsHold(api, company);
  });
});
