import type { Identity } from '@marginiq/contract/session';
import { v7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { callerAs, tokenFor } from '../testing/callers.ts';
import { httpCall } from '../testing/http-call.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

/** Anna's session, and everybody that a call of it could be meant for instead. */
async function world() {
  const [ours, theirs] = [await createTestCompany(api.services), await createTestCompany(api.services)];
  const [anna, bert] = [
    await TestDevice.register(ours, ours.person('Anna')),
    await TestDevice.register(ours, ours.person('Bert')),
  ];
  const otto = await TestDevice.register(theirs, theirs.person('Anna'));
  const laptop = await TestDevice.register(ours, ours.person('Anna'));
  const identity = ({ company, person, id }: TestDevice): Identity => ({
    companyId: company.id,
    userId: person.id,
    deviceId: id,
  });
  const own = identity(anna);
  const others: Record<string, Identity> = {
    'of another company': identity(otto),
    'of a colleague': identity(bert),
    'of the same person on another device': identity(laptop),
    'of the same person in another company': { ...own, companyId: theirs.id },
    'of nobody': { companyId: v7(), userId: v7(), deviceId: v7() },
  };
  return { anna, own, others };
}

describe('a call that names whose session it uses', () => {
  test('a call that names its session is answered for that session, and refused for any other', async () => {
    const { anna, own, others } = await world();
    const caller = callerAs(api, anna.claims(api.clock)).sync;
    const calls = {
      pull: (identity: Identity) => caller.pull({ protocol: 3, cursor: null, identity }),
      stream: (identity: Identity) => caller.stream({ protocol: 3, identity }),
      push: (identity: Identity) => caller.push({ protocol: 3, deviceId: anna.id, commands: [], identity }),
    };
    for (const [name, call] of Object.entries(calls)) {
      await expect(call(own), name).resolves.toBeDefined();
      for (const [whose, identity] of Object.entries(others)) {
        await expect(call(identity), `${name} ${whose}`).rejects.toMatchObject({ refusal: 'otherSession' });
      }
    }
  });

  test('a call that names whose session it uses tells the program by the refusal, over HTTP too', async () => {
    const { anna, others } = await world();
    const token = await tokenFor(api, anna.claims(api.clock));
    const [identity] = Object.values(others);
    const push = { protocol: 3, deviceId: anna.id, commands: [anna.submit()], identity };
    expect(await httpCall(api, 'sync.push', push, { token })).toMatchObject({ status: 401, refusal: 'otherSession' });
    expect(await anna.company.store.collection('commands').count()).toBe(0);
  });
});
