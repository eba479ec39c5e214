import { describe, expect, it } from 'vitest';
import type { UpdateState } from '../bridge/shell-bridge.ts';
import { Updates } from './updates.ts';

function makeUpdates(options: { refuses?: boolean; offline?: boolean } = {}) {
  const installs: string[] = [];
  const told: UpdateState[] = [];
  const logged: string[] = [];
  const situation: { unsent: number | null; isSystemEnding: boolean } = { unsent: 0, isSystemEnding: false };
  const looks: boolean[] = [];
  let downloading: (version: string) => void = () => undefined;
  let downloaded: (version: string) => void = () => undefined;
  let fail: () => void = () => undefined;
  const updates = new Updates({
    updater: {
      look: async (everyone) => {
        looks.push(everyone);
        if (options.offline) throw new Error('offline');
        return null;
      },
      onDownloading: (listener) => {
        downloading = listener;
      },
      onDownloaded: (listener) => {
        downloaded = listener;
      },
      onFailed: (listener) => {
        fail = listener;
      },
      install: () => {
        installs.push('on quit');
        return options.refuses !== true;
      },
      installAndRestart: () => {
        installs.push('now');
        return options.refuses !== true;
      },
    },
    unsent: () => situation.unsent,
    isSystemEnding: () => situation.isSystemEnding,
    tell: (state) => told.push(state),
    log: (message) => logged.push(message),
  });
  const download = (version: string) => {
    downloading(version);
    downloaded(version);
  };
  return {
    updates,
    installs,
    told,
    logged,
    situation,
    download,
    fail: () => fail(),
    startDownload: (version: string) => downloading(version),
    looks,
  };
}

describe('updates', () => {
  it('updates tell how far they are and are installed when the program ends', () => {
    const { updates, installs, told, download } = makeUpdates();
    download('0.2.0');
    expect(told).toEqual([
      { at: 'downloading', version: '0.2.0' },
      { at: 'ready', version: '0.2.0' },
    ]);
    updates.installOnQuit();
    expect(installs).toEqual(['on quit']);
  });

  it('updates are not installed over unsent work, neither on a click nor on quit, and are once it was sent', () => {
    const { updates, installs, logged, situation, download } = makeUpdates();
    download('0.2.0');
    situation.unsent = 2;
    expect(updates.installNow()).toBe('unsentWork');
    updates.installOnQuit();
    expect(installs).toEqual([]);
    expect(logged[0]).toContain('unsentWork');
    situation.unsent = 0;
    expect(updates.installNow()).toBe('installing');
    expect(installs).toEqual(['now']);
  });

  it('updates are not installed while it is unknown whether work waits', () => {
    const { updates, installs, situation, download } = makeUpdates();
    situation.unsent = null;
    download('0.2.0');
    expect(updates.installNow()).toBe('unsentWork');
    updates.installOnQuit();
    expect(installs).toEqual([]);
  });

  it('a staged rollout is bypassed only when the server refuses this version', async () => {
    const { updates, looks } = makeUpdates();
    updates.lookQuietly();
    expect(await updates.lookFor(false)).toBe('nothingNewer');
    expect(await updates.lookFor(true)).toBe('nothingNewer');
    expect(looks).toEqual([false, false, true]);
  });

  it('updates tell a page that the feed cannot be reached', async () => {
    expect(await makeUpdates({ offline: true }).updates.lookFor(true)).toBe('failed');
  });

  it('updates are installed once: the quit that follows a click does not do it again', () => {
    const { updates, installs, download } = makeUpdates();
    download('0.2.0');
    updates.installNow();
    updates.installOnQuit();
    expect(installs).toEqual(['now']);
  });

  it('updates are retried when the system refused, for example because nobody entered its password', () => {
    const { updates, installs, download } = makeUpdates({ refuses: true });
    download('0.2.0');
    expect(updates.installNow()).toBe('failed');
    updates.installOnQuit();
    expect(installs).toEqual(['now', 'on quit']);
  });

  it('updates are not looked for again while one is downloaded', async () => {
    const { updates, download, looks } = makeUpdates();
    await updates.look();
    download('0.2.0');
    expect(await updates.look()).toEqual({ at: 'ready', version: '0.2.0' });
    expect(looks).toHaveLength(1);
  });

  it('updates are looked for again after a download that broke off', async () => {
    const { updates, startDownload, fail, looks } = makeUpdates();
    startDownload('0.2.0');
    fail();
    expect(updates.state).toEqual({ at: 'none' });
    await updates.look();
    expect(looks).toHaveLength(1);
  });

  it('updates stay ready when a later look fails', () => {
    const { updates, download, fail } = makeUpdates();
    download('0.2.0');
    fail();
    expect(updates.state).toEqual({ at: 'ready', version: '0.2.0' });
  });

  it('updates say nothing on the screen when the feed cannot be reached in the background', async () => {
    const { updates, told, logged } = makeUpdates({ offline: true });
    updates.lookQuietly();
    await expect(updates.look()).rejects.toThrow('offline');
    expect(told).toEqual([]);
    expect(logged).toHaveLength(1);
  });
});
