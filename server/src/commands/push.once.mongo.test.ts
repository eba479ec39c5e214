import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { expectLawsHold } from '../testing/laws.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';

const [api, sibling] = await startTestPair();

async function anna() {
  const company = await createTestCompany(api.services);
  return { company, device: await TestDevice.register(company, company.person('Anna')) };
}

describe('one command, one outcome (law 1)', () => {
  test.each([2, 10])(
    'each command has one outcome for a batch that is pushed %i times at once, on two servers',
    async (times) => {
      const { company, device } = await anna();
      const first = device.submit(1_500);
      const batch = [first, device.revise(first.args.requestId, 1), device.submit(300), device.withdraw(v7())];
      const replies = await Promise.all(
        Array.from({ length: times }, (_, index) => device.push(index % 2 === 0 ? api : sibling, batch)),
      );
      for (const reply of replies) {
        expect(reply).toEqual(replies[0]);
        expect(reply.outcomes.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted', 'refused']);
        expect(reply.nextDeviceSeq).toBe(5);
      }
      expect(await company.store.collection('commands').count()).toBe(4);
      // One each, and one for the automatic approval.
      expect(await company.store.collection('auditLogs').count()).toBe(5);
      await expectLawsHold(api, company);
    },
  );

  test('each command has one outcome when the reply was lost, long after', async () => {
    const { company, device } = await anna();
    const batch = [device.submit(), device.submit(300)];
    const before = await device.push(api, batch);
    const position = await company.seq();
    api.clock.advance({ minutes: 60 * 24 });
    await device.push(sibling, [device.submit()]);
    expect((await device.push(sibling, batch)).outcomes).toEqual(before.outcomes);
    expect((await device.push(api, batch)).nextDeviceSeq).toBe(4);
    // Only the third command has moved anything since.
    expect(await company.seq()).toBe(position + 1);
    await expectLawsHold(api, company);
  });

  test('each command has one outcome when half of a batch had arrived', async () => {
    const { company, device } = await anna();
    const batch = Array.from({ length: 6 }, () => device.submit());
    await device.push(api, batch.slice(0, 3));
    const reply = await device.push(sibling, batch);
    expect(reply.outcomes.map(({ commandId }) => commandId)).toEqual(batch.map(({ id }) => id));
    expect(reply.nextDeviceSeq).toBe(7);
    expect(await company.store.collection('discountRequests').count()).toBe(6);
    await expectLawsHold(api, company);
  });

  test('a command is decided once when it is in a batch twice', async () => {
    const { company, device } = await anna();
    const command = device.submit();
    const { outcomes } = await device.push(api, [command, command]);
    expect(outcomes).toHaveLength(2);
    expect(outcomes[0]).toEqual(outcomes[1]);
    await expectLawsHold(api, company);
  });

  test('a command is decided once when its device lost its database and renumbered it', async () => {
    const { company, device } = await anna();
    const command = device.submit();
    const { outcomes } = await device.push(api, [command]);
    const renumbered = { ...command, deviceSeq: 2 };
    expect(await device.push(api, [renumbered])).toEqual({ outcomes, nextDeviceSeq: 2 });
    await expectLawsHold(api, company);
  });
});

describe('a command id that was used for something else', () => {
  test('a command id reused for another command is refused, and the first command is left as it was', async () => {
    const { company, device } = await anna();
    const first = device.submit();
    await device.push(api, [first]);
    const request = await company.store.collection('discountRequests').findById(first.args.requestId);
    const other = { ...device.submit(700), id: first.id };
    const { outcomes } = await device.push(sibling, [other]);
    expect(outcomes).toMatchObject([{ commandId: first.id, status: 'refused', refusal: { code: 'commandIdReused' } }]);
    expect(await company.store.collection('discountRequests').findById(first.args.requestId)).toEqual(request);
    expect(await company.store.collection('discountRequests').findById(other.args.requestId)).toBeNull();
    expect((await company.store.collection('commands').findById(first.id))?.outcome.status).toBe('accepted');
  });

  test('a command id that was used for something else by somebody else tells nothing of what it was used for', async () => {
    const { company, device } = await anna();
    const command = device.submit();
    await device.push(api, [command]);
    const bert = await TestDevice.register(company, company.person('Bert'));
    const { outcomes } = await bert.push(api, [{ ...command, deviceId: bert.id }]);
    expect(outcomes).toMatchObject([
      { refusal: { code: 'commandIdReused', current: null }, requestId: null, revision: null },
    ]);
  });
});
