import { v7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { MOST_DEVICES } from '../auth/devices.ts';
import { commit } from '../tenancy/commit.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { BatchDecider, type CommandBatch } from './decide-batch.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

/** Anna, who has room for `room` more devices. */
async function world(room: number) {
  const company = await createTestCompany(api.services);
  const anna = await TestDevice.register(company, company.person('Anna'));
  const own = { companyId: company.id, userId: anna.person.id, name: 'one of many', lastSeq: 0 };
  const others = Array.from({ length: MOST_DEVICES - 1 - room }, () => ({
    _id: v7(),
    ...own,
    lastSeenAt: api.clock.now(),
  }));
  await company.store.collection('devices').insertMany(others);
  const decider = new BatchDecider(api.services.clock, api.services.log);
  const batch = (numberedBy: string, deviceSeq = 1): CommandBatch => ({
    userId: anna.person.id,
    deviceId: anna.id,
    numberedBy,
    envelopes: [{ ...anna.submit(300), deviceId: numberedBy, deviceSeq }],
  });
  /** Pushes that wait for the same commit. */
  const decide = async (batches: CommandBatch[]) => {
    const { result } = await commit(company.store, (unit) => decider.decide(unit, batches));
    return result.map(({ refusal }) => refusal);
  };
  return { batch, decide, devices: () => company.store.collection('devices').count() };
}

describe('pushes of one commit, numbered by devices that nobody knows', () => {
  test('pushes of one commit, numbered by devices that nobody knows are all refused if there is no room, also the second one of the same device', async () => {
    const { batch, decide, devices } = await world(0);
    const madeUp = v7();
    expect(await decide([batch(madeUp), batch(madeUp)])).toEqual(['otherSession', 'otherSession']);
    expect(await devices()).toBe(MOST_DEVICES);
  });

  test('unknown devices are accepted up to the limit, and no further', async () => {
    const { batch, decide, devices } = await world(2);
    const [first, second, third] = [v7(), v7(), v7()];
    const batches = [batch(first), batch(second), batch(third), batch(first, 2), batch(third, 2)];
    expect(await decide(batches)).toEqual([null, null, 'otherSession', null, 'otherSession']);
    expect(await devices()).toBe(MOST_DEVICES);
  });

  test('pushes of one commit, numbered by devices that nobody knows take up no room if nothing was taken of them', async () => {
    const { batch, decide, devices } = await world(1);
    const [behindGap, next] = [v7(), v7()];
    expect(await decide([batch(behindGap, 2), batch(next)])).toEqual([null, null]);
    expect(await devices()).toBe(MOST_DEVICES);
  });
});
