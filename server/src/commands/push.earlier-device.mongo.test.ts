import type { CommandEnvelope } from '@marginiq/contract/command';
import type { PushReply } from '@marginiq/contract/push';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { callerAs } from '../testing/callers.ts';
import { expectLawsHold } from '../testing/laws.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

/** Pushes what one device numbered, with the session of another. */
function pushThrough(session: TestDevice, numberedBy: string, commands: CommandEnvelope[]): Promise<PushReply> {
  return callerAs(api, session.claims(api.clock)).sync.push({ protocol: 3, deviceId: numberedBy, commands });
}

async function reinstalled() {
  const company = await createTestCompany(api.services);
  const register = (name: 'Anna' | 'Bert' | 'Ada') => TestDevice.register(company, company.person(name));
  const [before, now] = [await register('Anna'), await register('Anna')];
  return { company, before, now, register };
}

describe('commands of an earlier device of the same person', () => {
  test('commands of an earlier device are each decided once, and numbering continues where that device stopped', async () => {
    const { company, before, now } = await reinstalled();
    const [sent, second, third] = [before.submit(), before.submit(300), before.submit(900)];
    await before.push(api, [sent]);
    const reply = await pushThrough(now, before.id, [sent, second, third]);
    expect(reply.outcomes.map(({ commandId }) => commandId)).toEqual([sent.id, second.id, third.id]);
    expect(reply.nextDeviceSeq).toBe(4);
    expect((await now.push(api, [now.submit()])).nextDeviceSeq).toBe(2);
    expect(await company.store.collection('commands').count()).toBe(4);
    await expectLawsHold(api, company);
  });

  test('commands of an earlier device of the same person are not taken past a gap, and the reply names the number that is missing', async () => {
    const { company, before, now } = await reinstalled();
    const [first, second] = [before.submit(), before.submit()];
    expect(await pushThrough(now, before.id, [second])).toEqual({ outcomes: [], nextDeviceSeq: 1 });
    expect((await pushThrough(now, before.id, [first, second])).outcomes).toHaveLength(2);
    await expectLawsHold(api, company);
  });

  test('commands are refused for a revoked device, which regains no access through a new one', async () => {
    const { company, before, now, register } = await reinstalled();
    const admin = (await register('Ada')).on(api).admin;
    await admin.revokeDevice({ deviceId: before.id });
    await expect(pushThrough(now, before.id, [before.submit()])).rejects.toMatchObject({ refusal: 'deviceRevoked' });
    expect(await company.store.collection('commands').count()).toBe(0);
    // The new device's own are its person's.
    expect((await now.push(api, [now.submit()])).outcomes).toHaveLength(1);
    await admin.revokeDevice({ deviceId: now.id });
    const third = await register('Anna');
    await expect(pushThrough(now, third.id, [third.submit()])).rejects.toMatchObject({ refusal: 'deviceRevoked' });
  });

  test('commands of an earlier device of the same person are refused for a device of anybody else, whose numbers do not move', async () => {
    const { company, now, register } = await reinstalled();
    const bert = await register('Bert');
    await expect(pushThrough(now, bert.id, [bert.submit()])).rejects.toMatchObject({ refusal: 'otherSession' });
    expect(await company.store.collection('devices').findById(bert.id)).toMatchObject({ lastSeq: 0 });
    expect(await company.store.collection('commands').count()).toBe(0);
  });

  test('commands of an unknown device are accepted, as after an older backup, but not of any number of devices', async () => {
    const { company, now } = await reinstalled();
    const numberedBy = (deviceId: string) => ({ ...now.submit(), deviceId, deviceSeq: 1 });
    const lost = v7();
    expect((await pushThrough(now, lost, [numberedBy(lost)])).outcomes).toHaveLength(1);
    const own = { companyId: company.id, userId: now.person.id, name: 'one of many', lastSeq: 0 };
    const many = Array.from({ length: 97 }, () => ({ _id: v7(), ...own, lastSeenAt: api.clock.now() }));
    await company.store.collection('devices').insertMany(many);
    const another = v7();
    await expect(pushThrough(now, another, [numberedBy(another)])).rejects.toMatchObject({ refusal: 'otherSession' });
    expect(await company.store.collection('devices').findById(another)).toBeNull();
    expect((await pushThrough(now, lost, [{ ...numberedBy(lost), deviceSeq: 2 }])).outcomes).toHaveLength(1);
  });

  test('commands under a device id of another company count from 1 here, and that device is untouched', async () => {
    const [{ company, now }, theirs] = [await reinstalled(), await reinstalled()];
    await theirs.before.push(api, [theirs.before.submit()]);
    const own = { ...now.submit(), deviceId: theirs.before.id };
    expect((await pushThrough(now, theirs.before.id, [own])).nextDeviceSeq).toBe(2);
    const untouched = await theirs.company.store.collection('devices').findById(theirs.before.id);
    expect(untouched).toMatchObject({ lastSeq: 1, userId: theirs.before.person.id });
    await expectLawsHold(api, company);
    await expectLawsHold(api, theirs.company);
  });
});

test('every command reaches one outcome, whichever of its person’s sessions pushes it, however often', async () => {
  const { company, register } = await reinstalled();
  /** Which device numbers a command, and through which sessions, of how many devices, it is then pushed. */
  const step = fc.record({
    numberedBy: fc.nat(2),
    through: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
    atOnce: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const devices = await Promise.all([register('Anna'), register('Anna'), register('Anna')]);
      const outcomes = new Map<string, string>();
      for (const { numberedBy, through, atOnce } of steps) {
        const device = devices[numberedBy] as TestDevice;
        const command = device.submit(300, v7());
        const pushes = through.map((at) => () => pushThrough(devices[at] as TestDevice, device.id, [command]));
        const replies: PushReply[] = [];
        if (atOnce) replies.push(...(await Promise.all(pushes.map((push) => push()))));
        else for (const push of pushes) replies.push(await push());
        for (const {
          outcomes: [outcome],
        } of replies) {
          expect(outcome?.commandId).toBe(command.id);
          outcomes.set(JSON.stringify(outcome), command.id);
        }
      }
      expect(outcomes.size).toBe(steps.length);
    }),
    { numRuns: 12 },
  );
  await expectLawsHold(api, company);
});
