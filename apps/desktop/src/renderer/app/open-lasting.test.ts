import { NewerVersionError } from '@marginiq/sync/database/newer-version';
import { v7 } from 'uuid';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aProfile } from '../../bridge/testing/a-profile.ts';
import type { Workspace } from './workspace.ts';

const profile = aProfile();
const ben = { ...profile, userId: v7(), name: 'Ben' };

type OnBroken = (error: unknown, workspace: Workspace) => void;
const fakes = vi.hoisted(() => ({
  open: (_onBroken: unknown): Promise<unknown> => Promise.reject(new Error('not set')),
  reopen: (_broken: unknown, _open: () => Promise<unknown>): Promise<unknown> => Promise.reject(new Error('not set')),
  told: 0,
}));
vi.mock('./workspace.ts', () => ({
  openWorkspace: (_bridge: unknown, _profile: unknown, { onBroken }: { onBroken: OnBroken }) => fakes.open(onBroken),
}));
vi.mock('./reopen.ts', () => ({
  NotRewrittenError: class extends Error {},
  reopenWorkspace: (broken: unknown, open: () => Promise<unknown>) => fakes.reopen(broken, open),
}));
vi.mock('../features/sync/tell-rewritten.ts', () => ({
  tellRewritten: () => {
    fakes.told += 1;
  },
}));
const { openLasting } = await import('./open-lasting.ts');

/** A local database that is open, and notes in `happened` when it is closed. */
const aWorkspace = (name: string, happened: string[]): Workspace =>
  ({ profile, name, close: async () => void happened.push(`${name} closed`) }) as unknown as Workspace;
const nameOf = (workspace: unknown) => (workspace as { name: string }).name;

const SIGNED_IN: unknown = { profile };
/** Whose the session may have become, if it is not this window's. */
const OTHERS = [
  ['is nobody’s', null],
  ['is another person’s', { profile: ben }],
  ['is another device’s', { profile: { ...profile, deviceId: v7() } }],
  ['is locked by a passphrase', { locked: true, profile }],
] as const;

describe('a window that opens what a person has here', () => {
  let session: () => unknown;
  let happened: string[];
  /** Resolves with the first thing that was said after the database was found closed. */
  let over: Promise<void>;
  let say: (what: string) => void;
  beforeEach(() => {
    session = () => SIGNED_IN;
    happened = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    over = promise;
    say = (what) => {
      happened.push(what);
      resolve();
    };
    fakes.told = 0;
  });

  const open = () =>
    openLasting({ storedSession: async () => session() } as never, profile, {
      accessToken: {} as never,
      onSlow: () => undefined,
      onReopened: (workspace) => say(`${nameOf(workspace)} shown`),
      onEnded: () => say('ended'),
      onBroken: () => say('broken'),
    });
  /** Opened and shown. @returns closes it under the program */
  const opened = async (): Promise<() => void> => {
    const workspace = aWorkspace('first', happened);
    let onBroken: OnBroken = () => undefined;
    fakes.open = async (given) => {
      onBroken = given as OnBroken;
      return workspace;
    };
    await open();
    return () => onBroken(new Error('closed'), workspace);
  };

  it.each(OTHERS)(
    'a window that opens what a person has here shows nothing, and holds nothing open, if the session %s once it has opened',
    async (_, now) => {
      fakes.open = async () => {
        session = () => now;
        return aWorkspace('first', happened);
      };
      expect(await open()).toBeNull();
      expect(happened).toEqual(['first closed']);
    },
  );

  it('a window that opens what a person has here calls it a fault, and no end of the session, if neither the database nor the host answers', async () => {
    fakes.open = () => Promise.reject(new NewerVersionError());
    session = () => {
      throw new Error('the host does not answer');
    };
    await expect(open()).rejects.toThrow(NewerVersionError);
  });

  it('a window that opens what a person has here closes what it opened before it tries again, if the host does not say whose session it is', async () => {
    const names = ['second', 'first'];
    fakes.open = async () => aWorkspace(names.pop() ?? 'third', happened);
    let isSilent = true;
    session = () => {
      if (!isSilent) return SIGNED_IN;
      isSilent = names.length < 1;
      throw new Error('the host does not answer');
    };
    expect(nameOf(await open())).not.toBe('first');
    expect(happened).toContain('first closed');
  });

  it.each(OTHERS)(
    'a window that opens what a person has here writes nothing again, and closes, if the session %s when its database was closed',
    async (_, now) => {
      const close = await opened();
      session = () => now;
      fakes.reopen = async (_broken, again) => {
        happened.push('written again');
        return { workspace: await again() };
      };
      close();
      await over;
      expect(happened).toEqual(['first closed', 'ended']);
    },
  );

  it.each(OTHERS)(
    'a window that opens what a person has here shows nothing if the session %s once everything was written again',
    async (_, now) => {
      const close = await opened();
      fakes.reopen = async () => {
        session = () => now;
        return { workspace: aWorkspace('second', happened) };
      };
      close();
      await over;
      expect([happened, fakes.told]).toEqual([['second closed', 'ended'], 0]);
    },
  );

  it('a database that is closed again during the rewrite is reopened, one attempt after the other', async () => {
    const close = await opened();
    const workspaces = ['second', 'third'].map((name) => aWorkspace(name, happened));
    let onBroken: OnBroken = () => undefined;
    fakes.open = async (given) => {
      onBroken = given as OnBroken;
      return workspaces.shift();
    };
    const { promise: bothShown, resolve } = Promise.withResolvers<void>();
    fakes.reopen = async (broken, again) => {
      happened.push(`${nameOf(broken)} is being opened again`);
      const workspace = (await again()) as Workspace;
      if (nameOf(workspace) === 'second') onBroken(new Error('closed'), workspace);
      else resolve();
      await new Promise((done) => setTimeout(done));
      happened.push(`${nameOf(broken)} was written again`);
      return { workspace };
    };
    close();
    await bothShown;
    await vi.waitFor(() => expect(happened).toContain('third shown'));
    expect(happened).toEqual([
      'first is being opened again',
      'first was written again',
      'second shown',
      'second is being opened again',
      'second was written again',
      'third shown',
    ]);
  });
});
