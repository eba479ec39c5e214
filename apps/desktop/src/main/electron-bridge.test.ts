import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DesktopBridge, PersonId } from '../bridge/bridge.ts';
import { bridgeAcceptance, NOON } from '../bridge/testing/bridge-acceptance.ts';
import { CHEAP_COSTS } from '../bridge/testing/cheap-costs.ts';
import { FakeAuthServer } from '../bridge/testing/fake-auth-server.ts';
import { keysAcceptance } from '../bridge/testing/keys-acceptance.ts';
import { CHANNELS, SERVER_URL_ARGUMENT } from '../preload/channels.ts';
import { registerIpc } from './ipc.ts';
import { ourPage } from './our-page.ts';
import { SessionService } from './session-service.ts';
import { SessionVault } from './session-vault.ts';
import { IpcStandIn, turningSafe } from './testing/electron-stand-in.ts';

const wire = vi.hoisted(() => ({
  invoke: (..._args: unknown[]): Promise<unknown> => Promise.reject(new Error('not wired')),
  listeners: new Map<string, Set<(event: unknown, told: unknown) => void>>(),
  exposed: {} as Record<string, unknown>,
}));
vi.mock('electron', () => ({
  ipcRenderer: {
    invoke: (...args: unknown[]) => wire.invoke(...args),
    on: (name: string, heard: (event: unknown, told: unknown) => void) =>
      wire.listeners.set(name, (wire.listeners.get(name) ?? new Set()).add(heard)),
    off: (name: string, heard: (event: unknown, told: unknown) => void) => wire.listeners.get(name)?.delete(heard),
  },
  contextBridge: {
    exposeInMainWorld: (name: string, api: unknown) => {
      wire.exposed[name] = api;
    },
  },
}));

process.argv.push(`${SERVER_URL_ARGUMENT}http://host`);
await import('../preload/index.ts');

function startMain(folder: string, { clock = { now: NOON }, hasKeyring = true } = {}): IpcStandIn {
  const ipc = new IpcStandIn();
  const vault = new SessionVault(join(folder, 'session.vault'), {
    safe: turningSafe(hasKeyring),
    log: () => undefined,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    costs: CHEAP_COSTS,
  });
  const session = new SessionService({
    serverUrl: 'http://host',
    vault,
    deviceName: 'laptop',
    time: { now: () => clock.now, monotonic: () => 0 },
    newId: () => v7(),
    log: () => undefined,
    onChange: (change) => {
      for (const heard of wire.listeners.get('session:changed') ?? []) heard({}, structuredClone(change));
    },
  });
  registerIpc(ipc.main, session, ourPage('app://marginiq'));
  wire.invoke = (channel, ...args) => ipc.renderer.invoke(channel as string, ...args);
  return ipc;
}

const exposed = () => wire.exposed.marginiq as DesktopBridge;

const electron = () => {
  const folder = mkdtempSync(join(tmpdir(), 'marginiq-main-'));
  const clock = { now: NOON };
  return {
    start: () => {
      startMain(folder, { clock });
      return exposed();
    },
    // All windows ask one main process.
    window: exposed,
    clock,
    readableByPage: () => JSON.stringify(wire.exposed) + readFileSync(join(folder, 'session.vault'), 'utf8'),
    // A vault names everybody whose keys it holds, sealed or not.
    keepsKeyOf: async ({ userId }: PersonId) =>
      turningSafe()
        .decryptString(readFileSync(join(folder, 'session.vault')))
        .includes(userId),
  };
};
bridgeAcceptance('Electron', electron);
keysAcceptance('Electron', electron);

describe('without a key store of the system', () => {
  const deviceId = v7();
  const anna = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId };
  const newFolder = () => mkdtempSync(join(tmpdir(), 'marginiq-main-'));
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('an installation without a key store of the system says before anybody signs in that a restart will ask again, and keeps nothing on disk', async () => {
    vi.stubGlobal('fetch', new FakeAuthServer().fetch);
    const folder = newFolder();
    startMain(folder, { hasKeyring: false });
    expect(await exposed().keeping()).toBe('memory');
    expect(await exposed().signIn(anna)).toMatchObject({ ok: true });
    expect(await exposed().storedSession()).toMatchObject({ profile: { deviceId } });
    expect(readdirSync(folder)).toEqual([]);
    startMain(folder, { hasKeyring: false });
    expect(await exposed().storedSession()).toBeNull();
  });

  it('a session kept by a passphrase reveals only whose it is', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const folder = newFolder();
    startMain(folder, { hasKeyring: false });
    const signedIn = await exposed().signIn(anna);
    if (!signedIn.ok) throw new Error(signedIn.fault);
    const { profile } = signedIn.session;
    await exposed().setPassphrase(profile, 'tie the red boat');
    const kept = readFileSync(join(folder, 'session.vault'), 'utf8');
    for (const secret of ['refresh-secret', server.localKeyOf(deviceId), 'boat']) expect(kept).not.toContain(secret);
    startMain(folder, { hasKeyring: false });
    expect(await exposed().storedSession()).toEqual({ locked: true, profile });
    expect(await exposed().unlock('tie the red boat')).toBe(true);
    expect(await exposed().renewSession(profile)).toMatchObject({ ok: true });
    await exposed().signOut(profile);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('signs in again as the same device when the vault was lost', async () => {
    const server = new FakeAuthServer();
    vi.stubGlobal('fetch', server.fetch);
    const folder = newFolder();
    for (let start = 0; start < 3; start += 1) {
      startMain(folder, { hasKeyring: false });
      await exposed().signIn(anna);
    }
    expect(server.deviceIds).toEqual([deviceId, deviceId, deviceId]);
  });
});

describe('between the page and the main process', () => {
  it('there are the listed channels and no others', () => {
    const ipc = startMain(mkdtempSync(join(tmpdir(), 'marginiq-main-')));
    expect(ipc.channels.toSorted()).toEqual([...CHANNELS].toSorted());
  });

  it('the page holds functions and plain data, and the address it may call', () => {
    expect(exposed().serverUrl).toBe('http://host');
    for (const value of Object.values(exposed())) expect(['function', 'string']).toContain(typeof value);
  });

  it('only our own page is answered, and only with arguments that fit', async () => {
    const ipc = startMain(mkdtempSync(join(tmpdir(), 'marginiq-main-')));
    await expect(ipc.renderer.invoke('session:signIn', { company: 1 })).rejects.toThrow();
    ipc.pageUrl = 'https://elsewhere.example/';
    await expect(ipc.renderer.invoke('session:stored')).rejects.toThrow('not ours');
    ipc.pageUrl = 'app://marginiq.elsewhere.example/';
    await expect(ipc.renderer.invoke('session:keeping')).rejects.toThrow('not ours');
  });
});
