import type { Profile } from '@marginiq/contract/session';
import { useCallback, useEffect, useRef } from 'react';
import { filter, take } from 'rxjs';
import type { DesktopBridge, LockedSession, SessionChange, StoredSession } from '../../../bridge/bridge.ts';
import { isSameIdentity } from '../../../bridge/identity.ts';
import type { Workspace } from '../../app/workspace.ts';
import type { StoppedBy } from './elsewhere-screen.tsx';

/** How often an open window checks that its session is still valid, and records that time has passed. */
const LOOK_MS = 300_000;

/** Faults that end what this window shows. */
const ENDING: ReadonlySet<string> = new Set(['revoked', 'inactive', 'otherSession']);

/** Whose data a window shows. */
export interface Shown {
  profile: Profile;
  /** Null if it could not be opened: the repair screen shows what was read of it. */
  workspace: Workspace | null;
}

interface Watch {
  bridge: DesktopBridge;
  /** Null while nobody's data is on the screen. */
  shown: Shown | null;
  /** Whether this window waits for somebody to sign in. */
  isWaiting: boolean;
  /** The session is no longer this window's. */
  onStopped: (shown: Shown, why: StoppedBy) => void;
  /** Another passphrase now seals it, set in another window. */
  onLocked: (shown: Shown) => void;
  /** The same person has signed in again, maybe in another window. */
  onSignedInAgain: (workspace: Workspace) => void;
  /** The device's access was revoked. */
  onRevoked: (workspace: Workspace) => void;
  /** The person's account was deactivated. */
  onDeactivated: (workspace: Workspace) => void;
  /** Somebody signed in or out while this window waited. */
  onChanged: (change: SessionChange) => void;
}

/** Why a change of session stops a window; null if it does not. */
export function stoppedBy(change: SessionChange, { profile }: Pick<Workspace, 'profile'>): StoppedBy | null {
  if (change.kind === 'signedOut') return isSameIdentity(change.identity, profile) ? 'signedOut' : null;
  return isSameIdentity(change.profile, profile) ? null : 'otherPerson';
}

/**
 * What the host’s session means for a window; null if the window continues.
 * @param stored undefined if the host did not answer, which says nothing
 */
export function foundBy(
  stored: StoredSession | LockedSession | null | undefined,
  { profile }: Pick<Workspace, 'profile'>,
): StoppedBy | 'locked' | null {
  if (stored === undefined) return null;
  if (stored === null) return 'ended';
  if (!isSameIdentity(stored.profile, profile)) return 'otherPerson';
  return 'locked' in stored ? 'locked' : null;
}

/**
 * Binds a window to its session: whatever is heard of it (from another window, from the server, by looking again when the
 * window comes to the front) that makes it another's stops the window.
 */
export function useSessionWatch(watch: Watch): void {
  const { bridge, shown, isWaiting } = watch;
  const workspace = shown?.workspace ?? null;
  const latest = useRef(watch);
  latest.current = watch;

  /** Looks again whose session it is. @returns whether that stopped the window */
  const look = useCallback(async (): Promise<boolean> => {
    const stored = await bridge.storedSession().catch(() => undefined);
    // Another screen is shown by then.
    if (shown === null || latest.current.shown !== shown) return false;
    const found = foundBy(stored, shown);
    if (found === null) return false;
    if (found === 'locked') latest.current.onLocked(shown);
    else latest.current.onStopped(shown, found);
    return true;
  }, [bridge, shown]);

  useEffect(
    () =>
      bridge.onSessionChange((change) => {
        if (shown === null) {
          if (isWaiting) latest.current.onChanged(change);
          return;
        }
        const why = stoppedBy(change, shown);
        if (why !== null) latest.current.onStopped(shown, why);
        // Signed in again, maybe in another window: whatever waited for that retries immediately.
        else if (change.kind === 'signedIn') {
          const { workspace } = shown;
          workspace?.engine.wake();
          void look().then((isStopped) => {
            if (!isStopped && workspace !== null) latest.current.onSignedInAgain(workspace);
          });
        }
      }),
    [bridge, shown, isWaiting, look],
  );

  useEffect(() => {
    if (shown === null || workspace === null) return;
    const told$ = workspace.engine.status$.pipe(
      filter(({ fault }) => fault !== null && ENDING.has(fault)),
      take(1),
    );
    const told = told$.subscribe(({ fault }) => {
      if (fault === 'revoked') latest.current.onRevoked(workspace);
      else if (fault === 'inactive') latest.current.onDeactivated(workspace);
      else {
        void look().then((isStopped) => {
          if (!isStopped) latest.current.onStopped(shown, 'otherSession');
        });
      }
    });
    return () => told.unsubscribe();
  }, [shown, workspace, look]);

  useEffect(() => {
    if (shown === null) return;
    // A page that was frozen, or kept by the browser for going back, has missed the news.
    const again = () => void look();
    const looking = setInterval(again, LOOK_MS);
    const events = ['focus', 'pageshow', 'online'] as const;
    for (const event of events) window.addEventListener(event, again);
    return () => {
      clearInterval(looking);
      for (const event of events) window.removeEventListener(event, again);
    };
  }, [shown, look]);
}
