import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { DesktopBridge } from '../bridge/bridge.ts';
import { bridgeAcceptance, NOON } from '../bridge/testing/bridge-acceptance.ts';
import { CHANNELS, SERVER_URL_ARGUMENT } from '../preload/channels.ts';
import { registerIpc } from './ipc.ts';
import { SessionService } from './session-service.ts';
import { SessionVault } from './session-vault.ts';
import { IpcStandIn, turningSafe } from './testing/electron-stand-in.ts';

const wire = vi.hoisted(() => ({
  invoke: (..._args: unknown[]): Promise<unknown> => Promise.reject(new Error('not wired')),
  exposed: {} as Record<string, unknown>,
}));
vi.mock('electron', () => ({
  ipcRenderer: { invoke: (...args: unknown[]) => wire.invoke(...args) },
  contextBridge: {
    exposeInMainWorld: (name: string, api: unknown) => {
      wire.exposed[name] = api;
    },
  },
}));

process.argv.push(`${SERVER_URL_ARGUMENT}http://host`);
await import('../preload/index.ts');

function startMain(folder: string): IpcStandIn {
  const ipc = new IpcStandIn();
  const vault = new SessionVault(join(folder, 'session.vault'), turningSafe(), () => undefined);
  const session = new SessionService({ serverUrl: 'http://host', vault, deviceName: 'laptop', now: () => NOON });
  registerIpc(ipc.main, session, (url) => url.startsWith('app://marginiq/'));
  wire.invoke = (channel, ...args) => ipc.renderer.invoke(channel as string, ...args);
  return ipc;
}

const exposed = () => wire.exposed.marginiq as DesktopBridge;

bridgeAcceptance('Electron', () => {
  const folder = mkdtempSync(join(tmpdir(), 'marginiq-main-'));
  return {
    start: () => {
      startMain(folder);
      return exposed();
    },
    readableByPage: () => JSON.stringify(wire.exposed) + readFileSync(join(folder, 'session.vault'), 'utf8'),
  };
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
    await expect(ipc.renderer.invoke('session:renew')).rejects.toThrow('not ours');
  });
});
