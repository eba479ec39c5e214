import 'fake-indexeddb/auto';
import type { Rewritten } from '@marginiq/sync/database/rewrite-lost';
import type { LocalKeys } from '@marginiq/sync/database/sealer';
import { v7 } from 'uuid';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aProfile } from '../../bridge/testing/a-profile.ts';
import { fakeStorage } from '../host/testing/fake-storage.ts';
import type { Workspace } from './workspace.ts';

const fail = vi.hoisted(() => ({ repairs: 0, numbering: 0, rows: 0, rewrites: 0 }));
const HICCUP = 'the disk hiccuped once';
vi.mock('@marginiq/sync/database/repair', async (original) => {
  const real = await original<typeof import('@marginiq/sync/database/repair')>();
  const finishRepair: typeof real.finishRepair = async (...args) => {
    if (fail.repairs-- > 0) throw new Error(HICCUP);
    return real.finishRepair(...args);
  };
  return { ...real, finishRepair };
});
vi.mock('@marginiq/sync/outbox/numbering-device', async (original) => {
  const real = await original<typeof import('@marginiq/sync/outbox/numbering-device')>();
  const numberingDevice: typeof real.numberingDevice = async (...args) => {
    if (fail.numbering-- > 0) throw new Error(HICCUP);
    return real.numberingDevice(...args);
  };
  return { ...real, numberingDevice };
});
vi.mock('@marginiq/sync/replica/kept-rows', async (original) => {
  const { KeptRows } = await original<typeof import('@marginiq/sync/replica/kept-rows')>();
  const open: typeof KeptRows.open = async (...args) => {
    if (fail.rows-- > 0) throw new Error(HICCUP);
    return KeptRows.open(...args);
  };
  return { KeptRows: { open } };
});
const told: Rewritten[] = [];
vi.mock('../features/sync/tell-rewritten.ts', () => ({ tellRewritten: (result: Rewritten) => told.push(result) }));
vi.mock('@marginiq/sync/database/rewrite-lost', async (original) => {
  const real = await original<typeof import('@marginiq/sync/database/rewrite-lost')>();
  const rewriteLost: typeof real.rewriteLost = async (memory, workspace) => {
    const rewritten = await real.rewriteLost(memory, workspace);
    if (fail.rewrites-- <= 0) return rewritten;
    // The database is deleted once more before anybody was informed.
    await (await import('@marginiq/sync/database/local-database')).deleteLocalDatabase(workspace.replica.database.name);
    return real.rewriteLost(memory, workspace);
  };
  return { ...real, rewriteLost };
});

class FakeWorker {
  onmessage = null;
  onerror = null;
  postMessage = () => undefined;
  terminate = () => undefined;
}
const localStorage = fakeStorage();
/** Counts listeners, so that none is left behind. */
class FakeWindow extends EventTarget {
  readonly localStorage = localStorage;
  readonly location = { hash: '' };
  listening = 0;
  override addEventListener(...args: Parameters<EventTarget['addEventListener']>) {
    this.listening += 1;
    super.addEventListener(...args);
  }
  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>) {
    this.listening -= 1;
    super.removeEventListener(...args);
  }
}
const page = new FakeWindow();
vi.stubGlobal('Worker', FakeWorker);
vi.stubGlobal('window', page);
vi.stubGlobal('document', { visibilityState: 'visible' });

const { deleteLocalDatabase } = await import('@marginiq/sync/database/local-database');
const { writeLocalRow } = await import('@marginiq/sync/database/local-state');
const { openWorkspace, databaseNameOf } = await import('./workspace.ts');
const { openLasting } = await import('./open-lasting.ts');
const { finishLeaving, noteLeaving } = await import('./leaving.ts');
const { AccessToken } = await import('../features/session/access-token.ts');

function host() {
  const profile = aProfile();
  const state = { isSignedIn: true, keepings: 0, opened: 0, keys: null as LocalKeys | null, noted: 0 };
  const bridge = {
    serverUrl: 'http://127.0.0.1:9',
    localKeys: async () => {
      state.opened += 1;
      if (!state.isSignedIn) throw new Error('this session was signed out');
      return state.keys;
    },
    noteSealed: async () => {
      state.noted += 1;
    },
    keeping: async () => {
      if (state.keepings-- > 0) throw new Error(HICCUP);
      return 'browser' as const;
    },
    storedSession: async () => (state.isSignedIn ? { profile } : null),
    renewSession: async () => ({ ok: false as const, fault: 'offline' as const, message: '' }),
  } as never;
  return { profile, state, bridge, accessToken: new AccessToken(profile, { bridge, now: Date.now }) };
}
const nothing = () => undefined;

beforeEach(() => {
  Object.assign(fail, { repairs: 0, numbering: 0, rows: 0, rewrites: 0 });
  told.length = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => {
  vi.unstubAllGlobals();
});

it.each(['numbering', 'repairs', 'rows'] as const)(
  'opening that fails half way (%s) closes what it had opened, so that the next try opens it',
  async (step) => {
    const { profile, bridge, accessToken } = host();
    fail[step] = 1;
    await expect(openWorkspace(bridge, profile, { accessToken, onBroken: nothing })).rejects.toThrow(HICCUP);
    expect(page.listening).toBe(0);
    const workspace = await openWorkspace(bridge, profile, { accessToken, onBroken: nothing });
    await workspace.close();
    await workspace.close();
    expect(page.listening).toBe(0);
  },
);

it('a host that does not say where it keeps the session leaves no engine running, and the next try opens', async () => {
  const { profile, state, bridge, accessToken } = host();
  state.keepings = 1;
  await expect(openWorkspace(bridge, profile, { accessToken, onBroken: nothing })).rejects.toThrow(HICCUP);
  expect(page.listening).toBe(0);
  await (await openWorkspace(bridge, profile, { accessToken, onBroken: nothing })).close();
});

it('a deletion that waits is called off only by a window whose session it is', async () => {
  const { profile, state, bridge, accessToken } = host();
  await (await openWorkspace(bridge, profile, { accessToken, onBroken: nothing })).close();
  noteLeaving(localStorage, databaseNameOf(profile));
  state.isSignedIn = false;
  await expect(openWorkspace(bridge, profile, { accessToken, onBroken: nothing })).rejects.toThrow('signed out');
  await finishLeaving({ storage: localStorage, forgetKeys: async () => undefined });
  const names = (await indexedDB.databases()).map(({ name = '' }) => name);
  expect(names.filter((name) => name.includes(databaseNameOf(profile)))).toEqual([]);
});

it('a deletion that waits is called off by signing in again: what is done from then on stays', async () => {
  const { profile, bridge, accessToken } = host();
  noteLeaving(localStorage, databaseNameOf(profile));
  const workspace = await openWorkspace(bridge, profile, { accessToken, onBroken: nothing });
  await writeLocalRow(workspace.database, 'draft:a', { justification: 'Half a sentence' });
  await finishLeaving({ storage: localStorage, forgetKeys: async () => undefined });
  await workspace.close();
  const names = (await indexedDB.databases()).map(({ name = '' }) => name);
  expect(names.filter((name) => name.includes(databaseNameOf(profile)))).not.toEqual([]);
});

it('a window without a key keeps the others from noting that everything is sealed for as long as it is open', async () => {
  const { profile, bridge, accessToken } = host();
  const isFree = () =>
    navigator.locks.request(`${databaseNameOf(profile)}:clear`, { ifAvailable: true }, async (lock) => lock !== null);
  const workspace = await openWorkspace(bridge, profile, { accessToken, onBroken: nothing });
  expect(await isFree()).toBe(false);
  await workspace.close();
  expect(await isFree()).toBe(true);
});

it('opening for somebody who was signed out ends at once and is not called a fault of the database', async () => {
  const { profile, state, bridge, accessToken } = host();
  state.isSignedIn = false;
  const broken: unknown[] = [];
  const options = { accessToken, onSlow: nothing, onReopened: nothing, onEnded: nothing };
  const workspace = await openLasting(bridge, profile, { ...options, onBroken: (error) => broken.push(error) });
  expect([workspace, broken, state.opened]).toEqual([null, [], 1]);
});

it('a window that was signed out while its database was opened again ends without the repair screen', async () => {
  const { profile, state, bridge, accessToken } = host();
  const heard: string[] = [];
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const tell = (what: string) => {
    heard.push(what);
    resolve();
  };
  const workspace = await openLasting(bridge, profile, {
    accessToken,
    onSlow: nothing,
    onReopened: () => tell('reopened'),
    onEnded: () => tell('ended'),
    onBroken: () => tell('broken'),
  });
  // The host still knew them when the database was found closed, and no longer when it is opened again.
  vi.spyOn(bridge as { storedSession: () => Promise<unknown> }, 'storedSession').mockImplementationOnce(async () => {
    state.isSignedIn = false;
    return { profile };
  });
  workspace?.engine.broken$.next(new Error('closed'));
  await over;
  expect(heard).toEqual(['ended']);
  expect(page.listening).toBe(0);
});

const sealing = (mayHoldClear: boolean): LocalKeys => ({
  current: new Uint8Array(32).fill(1),
  earlier: [],
  mayHoldClear,
});

it('the host is informed once everything is sealed, and not again once it knows', async () => {
  const { profile, state, bridge, accessToken } = host();
  // The first session has no key: what it leaves unsealed is sealed when the next one opens it.
  for (const [keys, noted] of [
    [null, 0],
    [sealing(true), 1],
    [sealing(false), 1],
  ] as const) {
    state.keys = keys;
    const workspace = await openWorkspace(bridge, profile, { accessToken, onBroken: nothing });
    await expect.poll(() => state.noted).toBe(noted);
    await writeLocalRow(workspace.database, 'draft:a', { justification: 'Half a sentence' });
    await workspace.close();
  }
  expect(state.noted).toBe(1);
});

it('a host that cannot note that everything is sealed keeps nobody from working, and is informed at the next start', async () => {
  const { profile, state, bridge, accessToken } = host();
  state.keys = sealing(true);
  const note = vi.spyOn(bridge as { noteSealed: () => Promise<void> }, 'noteSealed');
  note.mockRejectedValueOnce(new Error(HICCUP));
  for (const calls of [1, 2]) {
    const workspace = await openWorkspace(bridge, profile, { accessToken, onBroken: nothing });
    await expect.poll(() => note.mock.calls.length).toBe(calls);
    await workspace.close();
  }
  expect(state.noted).toBe(1);
});

const action = () => ({
  type: 'request.withdraw' as const,
  args: { requestId: v7() },
  baseRevision: 1,
  provisional: null,
});

/** A workspace with one unsent action, whose database has just been deleted under it. */
async function deletedUnder({ profile, bridge, accessToken }: ReturnType<typeof host>) {
  const { promise: over, resolve } = Promise.withResolvers<Workspace | 'broken'>();
  const workspace = await openLasting(bridge, profile, {
    accessToken,
    onSlow: nothing,
    onReopened: resolve,
    onEnded: nothing,
    onBroken: () => resolve('broken'),
  });
  if (workspace === null) throw new Error('nobody is signed in');
  const { id } = await workspace.outbox.submit(action());
  await expect.poll(() => workspace.entries.get().length).toBe(1);
  await deleteLocalDatabase(databaseNameOf(profile));
  workspace.engine.broken$.next(new Error('closed'));
  return { id, over };
}

it('an action survives a database that is deleted once more while it is being rewritten', async () => {
  fail.rewrites = 1;
  const { id, over } = await deletedUnder(host());
  const reopened = await over;
  if (reopened === 'broken') throw new Error('it could be opened');
  expect((await reopened.outbox.waiting()).map((command) => command.id)).toEqual([id]);
  expect(told.map(({ rewritten, lost }) => [rewritten.length, lost.length])).toEqual([[1, 0]]);
  await reopened.close();
});

it('an action is named as lost if its database is deleted again and again', async () => {
  fail.rewrites = 9;
  const { over } = await deletedUnder(host());
  expect(await over).toBe('broken');
  expect(told.map(({ rewritten, lost }) => [rewritten.length, lost.length])).toEqual([[0, 1]]);
  expect(page.listening).toBe(0);
});
