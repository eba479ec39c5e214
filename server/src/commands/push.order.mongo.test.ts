import type { CommandEnvelope } from '@marginiq/contract/command';
import fc from 'fast-check';
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

/** Submits, revises twice and withdraws: any other order of these is refused somewhere. */
function story(device: TestDevice): CommandEnvelope[] {
  const submit = device.submit();
  const { requestId } = submit.args;
  return [submit, device.revise(requestId, 1), device.revise(requestId, 2, 1_100), device.withdraw(requestId, 3)];
}

describe('the order of a device', () => {
  test('the order of a device is that of its numbers, whatever the order in the push', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), async (order) => {
        const { company, device } = await anna();
        const commands = story(device);
        const shuffled = order.flatMap((index) => commands[index] ?? []);
        const { outcomes, nextDeviceSeq } = await device.push(api, shuffled);
        expect(outcomes.map(({ status, deviceSeq }) => [deviceSeq, status])).toEqual(
          [1, 2, 3, 4].map((deviceSeq) => [deviceSeq, 'accepted']),
        );
        expect(nextDeviceSeq).toBe(5);
        await expectLawsHold(api, company);
      }),
      { numRuns: 5 },
    );
  });

  test('the order of a device decides nothing behind a gap, and says where it is', async () => {
    const { company, device } = await anna();
    const [first, second, third, fourth] = [device.submit(), device.submit(), device.submit(), device.submit()];
    const gap = await device.push(api, [first, third, fourth]);
    expect(gap.outcomes.map(({ commandId }) => commandId)).toEqual([first.id]);
    expect(gap.nextDeviceSeq).toBe(2);
    expect(await company.store.collection('commands').count()).toBe(1);
    expect(await company.store.collection('auditLogs').count()).toBe(1);

    const filled = await device.push(api, [second, third, fourth]);
    expect(filled.outcomes.map(({ commandId }) => commandId)).toEqual([second.id, third.id, fourth.id]);
    expect(filled.nextDeviceSeq).toBe(5);
    await expectLawsHold(api, company);
  });

  test('no command is taken from the middle of a batch of a device that restarted its numbering', async () => {
    const { company, device } = await anna();
    await device.push(api, [device.submit(), device.submit()]);
    // The database of the device was lost: three commands that are new, numbered from 1.
    const anew = [1, 2, 3].map((deviceSeq) => ({ ...device.submit(), deviceSeq }));
    expect(await device.push(api, anew)).toEqual({ outcomes: [], nextDeviceSeq: 3 });
    const renumbered = anew.map((command, index) => ({ ...command, deviceSeq: index + 3 }));
    const { outcomes, nextDeviceSeq } = await device.push(api, renumbered);
    expect(outcomes.map(({ commandId }) => commandId)).toEqual(anew.map(({ id }) => id));
    expect(nextDeviceSeq).toBe(6);
    await expectLawsHold(api, company);
  });

  test('the order of a device holds where parts of a batch arrive in any order on two servers', async () => {
    const { company, device } = await anna();
    const batch = Array.from({ length: 9 }, () => device.submit());
    const parts = [batch.slice(6), batch.slice(0, 3), batch.slice(3, 6)];
    const decided = new Set<string>();
    // Like an outbox: whatever has no outcome yet is pushed again.
    for (let round = 0; decided.size < batch.length; round += 1) {
      expect(round).toBeLessThan(4);
      const replies = await Promise.all(parts.map((part, index) => device.push(index % 2 ? api : sibling, part)));
      for (const { outcomes } of replies) for (const { commandId } of outcomes) decided.add(commandId);
    }
    await expectLawsHold(api, company);
  });

  test('an empty push only asks for the next number', async () => {
    const { device } = await anna();
    expect(await device.push(api, [])).toEqual({ outcomes: [], nextDeviceSeq: 1 });
    await device.push(api, [device.submit()]);
    expect(await device.push(api, [])).toEqual({ outcomes: [], nextDeviceSeq: 2 });
  });
});

describe('a device that the server does not know any more', () => {
  test('an unknown device is registered again, with every command once', async () => {
    const { company, device } = await anna();
    await api.database.raw.collection('devices').deleteMany({ companyId: company.id });
    const bert = await TestDevice.register(company, company.person('Bert'));
    const batch = [device.submit(), device.submit(), device.submit()];
    // While Bert's command is committed, Anna's pushes wait, and are then committed together.
    const [, part, ...whole] = await Promise.all([
      bert.push(api, [bert.submit()]),
      device.push(api, batch.slice(0, 2)),
      device.push(api, batch),
      device.push(api, batch),
      device.push(sibling, batch),
    ]);
    expect(part.outcomes).toHaveLength(2);
    expect(part.nextDeviceSeq).toBeGreaterThanOrEqual(3);
    for (const reply of whole) {
      expect(reply.outcomes).toHaveLength(3);
      expect(reply.nextDeviceSeq).toBe(4);
    }
    await expectLawsHold(api, company);
  });

  test('a device that the server does not know any more hears the right number from the second of two pushes that are committed together', async () => {
    const { company, device } = await anna();
    await api.database.raw.collection('devices').deleteMany({ companyId: company.id });
    const bert = await TestDevice.register(company, company.person('Bert'));
    const envelopes = [device.submit(), device.submit()];
    const push = (from: TestDevice, commands: CommandEnvelope[]) =>
      api.services.commands.push(company.id, {
        userId: from.person.id,
        deviceId: from.id,
        numberedBy: from.id,
        envelopes: commands,
      });
    // The first keeps the queue busy, so that the other two wait and share one transaction.
    const [, first, second] = await Promise.all([
      push(bert, [bert.submit()]),
      push(device, envelopes),
      push(device, envelopes),
    ]);
    expect([first.nextDeviceSeq, second.nextDeviceSeq]).toEqual([3, 3]);
    await expectLawsHold(api, company);
  });

  test('a device unknown to the server that begins with a higher number is asked to restart at 1', async () => {
    const { company, device } = await anna();
    device.submit();
    await api.database.raw.collection('devices').deleteMany({ companyId: company.id });
    const second = device.submit();
    expect(await device.push(api, [second])).toEqual({ outcomes: [], nextDeviceSeq: 1 });
    const { outcomes } = await device.push(api, [{ ...second, deviceSeq: 1 }]);
    expect(outcomes).toMatchObject([{ status: 'accepted' }]);
    await expectLawsHold(api, company);
  });
});
