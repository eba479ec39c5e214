import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { SignIns } from '../auth/sign-in.ts';
import { systemClock } from '../clock.ts';
import type { Services } from '../procedures/services.ts';
import { ServerBusyError } from '../server-busy.ts';
import { createBareServer } from '../testing/bare-server.ts';
import { eventually } from '../testing/eventually.ts';

/** What anybody can bring about as often as they like must not fill the disk with log lines. */
async function logged(services: Partial<Services>) {
  const lines: { msg: string }[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) });
  const bare = await createBareServer({ services: { clock: systemClock, log, ...services } });
  onTestFinished(() => bare[Symbol.asyncDispose]());
  return { ...bare, words: () => lines.map(({ msg }) => msg) };
}

test('/health asks MongoDB once for all who ask at the same time, and logs only when the answer changes', async () => {
  const pings: { answer: () => void; fail: () => void }[] = [];
  const ping = () =>
    new Promise<void>((resolve, reject) => pings.push({ answer: resolve, fail: () => reject(new Error('gone')) }));
  const { server, words } = await logged({ database: { ping } as unknown as Services['database'] });
  const askTogether = async (how: 'answer' | 'fail') => {
    const before = pings.length;
    const asked = Promise.all(Array.from({ length: 20 }, () => server.inject('/health')));
    await eventually('the question', () => pings.length > before);
    pings.at(-1)?.[how]();
    const statuses = (await asked).map(({ statusCode }) => statusCode);
    expect(pings.length).toBe(before + 1);
    return new Set(statuses);
  };
  expect(await askTogether('answer')).toEqual(new Set([200]));
  expect(words()).toEqual([]);
  for (let times = 0; times < 3; times += 1) expect(await askTogether('fail')).toEqual(new Set([503]));
  expect(words()).toEqual(['MongoDB does not answer']);
  for (let times = 0; times < 3; times += 1) expect(await askTogether('answer')).toEqual(new Set([200]));
  expect(words()).toEqual(['MongoDB does not answer', 'MongoDB answers again']);
});

test('a caller that is asked to retry is logged only if something is wrong', async () => {
  const refusals = [new ServerBusyError(), new ServerBusyError(5, new Error('MongoDB is gone'))];
  const signIn = async () => {
    throw refusals.shift();
  };
  const { server, words } = await logged({ signIns: { signIn } as unknown as SignIns });
  const payload = {
    client: 'desktop',
    company: 'acme',
    email: 'anna@acme.example',
    password: 'a password',
    deviceId: '01890a5d-ac96-774b-bcce-b302099a8057',
    deviceName: 'a test',
    tokenTransport: 'body',
  };
  const login = () => server.inject({ method: 'POST', url: '/trpc/auth.login', payload });
  expect((await login()).statusCode).toBe(503);
  expect(words()).toEqual([]);
  expect((await login()).statusCode).toBe(503);
  expect(words()).toEqual(['a call was told to come again']);
});
