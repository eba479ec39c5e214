import type { Identity } from '@marginiq/contract/session';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import type { AuthClient } from '../../bridge/auth-client.ts';
import { BrowserLogouts } from './browser-logouts.ts';
import type { BrowserSession } from './browser-session.ts';

const anIdentity = (): Identity => ({ companyId: v7(), userId: v7(), deviceId: v7() });

/** A browser whose server answers sign-outs by `answer`: true once it knows of one. */
function browser() {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  const asked: string[] = [];
  const server = { answer: async (_identity: Identity): Promise<boolean> => true };
  const auth = {
    logout: (_token: string | null, identity: Identity) => {
      asked.push(identity.deviceId);
      return server.answer(identity);
    },
  } as unknown as AuthClient;
  const session = { now: null as unknown };
  const start = () =>
    new BrowserLogouts({
      storage,
      auth,
      locks: navigator.locks,
      session: { read: () => session.now } as unknown as BrowserSession,
      patienceMs: 2_000,
    });
  const untold = (): string[] =>
    (JSON.parse(items.get('marginiq.signedOut') ?? '[]') as Identity[]).map(({ deviceId }) => deviceId);
  return { start, asked, untold, server, session };
}

describe('the sign-outs of a browser', () => {
  const [anna, ben] = [anIdentity(), anIdentity()];

  it('sign-outs are made up for one by one: reporting one removes no other', async () => {
    const { start, untold, server } = browser();
    server.answer = async () => false;
    for (const one of [anna, ben]) await start().end(one, null);
    expect(untold()).toEqual([anna.deviceId, ben.deviceId]);
    server.answer = async ({ deviceId }) => deviceId === ben.deviceId;
    await start().end(ben, null);
    expect(untold()).toEqual([anna.deviceId]);
  });

  it('a sign-out ends the session in a cookie even if its person has signed in again under a passphrase, with another token', async () => {
    const { start, asked, untold, session } = browser();
    session.now = { profile: anna, keptBy: 'passphrase' };
    await start().end(anna, null);
    expect([asked, untold()]).toEqual([[anna.deviceId], []]);
  });

  it('sign-outs do not wait for one another, so that one without an answer holds up none', async () => {
    const { start, asked, server } = browser();
    const { promise: line, resolve: answer } = Promise.withResolvers<boolean>();
    server.answer = ({ deviceId }) => (deviceId === anna.deviceId ? line : Promise.resolve(true));
    const hanging = start().end(anna, null);
    await start().end(ben, null);
    expect(asked).toContain(ben.deviceId);
    answer(true);
    await hanging;
  });

  it('the sign-outs of a browser let a sign-in that fails be tried once, and not a second time behind its person’s back', async () => {
    let tries = 0;
    const signIn = async () => {
      tries += 1;
      throw new Error('the storage does not answer');
    };
    await expect(browser().start().after(signIn)).rejects.toThrow('does not answer');
    expect(tries).toBe(1);
  });
});
