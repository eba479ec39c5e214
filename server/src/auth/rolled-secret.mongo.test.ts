import { expect, onTestFinished, test } from 'vitest';
import { tokenFor } from '../testing/callers.ts';
import { startSibling, startTestApi, type TestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestListener } from '../testing/test-listener.ts';

const FORMER = 'the secret that has signed all sessions until now';
const NEWER = 'the secret that takes the place of the former one';

const isTaken = async (api: TestApi, token: string) => {
  const url = `/trpc/sync.pull?input=${encodeURIComponent(JSON.stringify({ protocol: 1, cursor: null }))}`;
  return (await api.server.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode === 200;
};

test('a secret is rolled on two processes, one after the other, and nobody is signed out at any step', async () => {
  const first = await startTestApi({ secrets: [FORMER] });
  onTestFinished(() => first[Symbol.asyncDispose]());
  const company = await createTestCompany(first.services);
  const anna = await TestDevice.register(company, company.person('Anna'));
  const signIn = (api: TestApi) => tokenFor(api, anna.claims(api.clock));
  const start = async (secrets: [string, ...string[]]) => {
    const api = await startSibling(first, { secrets });
    onTestFinished(api.stop);
    return api;
  };
  const oldest = await signIn(first);
  const tokens = [oldest];
  const listener = TestListener.withToken(first, oldest);
  onTestFinished(() => listener.close());
  let other = first;
  // While one process is at a step already, the other is still at the one before it.
  for (const secrets of [
    [FORMER, NEWER],
    [NEWER, FORMER],
  ] as [string, string][]) {
    const one = await start(secrets);
    tokens.push(await signIn(one), await signIn(other));
    for (const token of tokens) {
      expect(await isTaken(one, token), secrets.join()).toBe(true);
      expect(await isTaken(other, token), secrets.join()).toBe(true);
    }
    other = one;
  }
  await company.changePerson(anna.person, { name: 'Anna B.' });
  await listener.reaches(await company.seq());

  const newest = await signIn(other);
  const last = await start([NEWER]);
  expect(await isTaken(last, newest)).toBe(true);
  // Tokens signed with the former secret become invalid with it.
  expect(await isTaken(last, oldest)).toBe(false);
}, 60_000);
