import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, expect, it, vi } from 'vitest';
import { NOON } from '../bridge/testing/bridge-acceptance.ts';
import { FakeAuthServer } from '../bridge/testing/fake-auth-server.ts';
import { serverData } from './server-data.ts';
import { SessionService } from './session-service.ts';
import { SessionVault } from './session-vault.ts';
import { turningSafe } from './testing/electron-stand-in.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('each server has its own, the same at each start', () => {
  const [first, second] = [serverData('/data', 'https://one.example'), serverData('/data', 'https://two.example')];
  expect(serverData('/data', 'https://one.example')).toEqual(first);
  expect(first.vaultFile).not.toBe(second.vaultFile);
  expect(first.partition).not.toBe(second.partition);
});

it.each([
  ['http://127.0.0.1:4400', 'http://localhost:4400'],
  ['http://localhost:4400', 'http://[::1]:4400'],
  ['http://one.example', 'https://one.example'],
])('%s is the same server as %s', (one, other) => {
  expect(serverData('/data', one)).toEqual(serverData('/data', other));
});

it('another port is another server', () => {
  expect(serverData('/data', 'http://localhost:4400')).not.toEqual(serverData('/data', 'http://localhost:4401'));
});

it('a session is never sent to another server, and is there again when the address comes back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'marginiq-servers-'));
  const server = new FakeAuthServer();
  const sent: string[] = [];
  vi.stubGlobal('fetch', ((input, init) => {
    sent.push(`${String(input)} ${String(init?.body)}`);
    return server.fetch(input, init);
  }) satisfies typeof fetch);
  const startAgainst = (serverUrl: string) =>
    new SessionService({
      serverUrl,
      vault: new SessionVault(serverData(folder, serverUrl).vaultFile, {
        safe: turningSafe(),
        log: () => undefined,
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      }),
      deviceName: 'laptop',
      time: { now: () => NOON, monotonic: () => 0 },
      newId: () => v7(),
      onChange: () => undefined,
      log: () => undefined,
    });
  const anna = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId: v7() };
  const signedIn = await startAgainst('https://one.example').signIn(anna);
  if (!signedIn.ok) throw new Error(signedIn.fault);
  const { profile } = signedIn.session;

  sent.length = 0;
  const elsewhere = startAgainst('https://two.example');
  expect(await elsewhere.stored()).toBeNull();
  expect(await elsewhere.renew(profile)).toMatchObject({ ok: false, fault: 'otherSession' });
  await elsewhere.reportWipe(profile, []);
  await elsewhere.signOut(profile);
  expect(sent).toEqual([]);

  const back = startAgainst('https://one.example');
  expect(await back.stored()).toEqual({ profile });
  expect(await back.renew(profile)).toMatchObject({ ok: true });
});
