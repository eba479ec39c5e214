import { Alert } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Profile } from '@marginiq/contract/session';
import { isOfNewerVersion } from '@marginiq/sync/database/newer-version';
import { t } from '@marginiq/ui/messages';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DesktopBridge, OpenSession } from '../../../bridge/bridge.ts';
import { isSameIdentity } from '../../../bridge/identity.ts';
import { leaveOthers } from '../../app/leave-others.ts';
import { finishLeaving, leaveLocalData, noteLeaving, unsentIds, wipeLocalData } from '../../app/leaving.ts';
import { openLasting } from '../../app/open-lasting.ts';
import { hasOtherKey } from '../../app/other-key.ts';
import { AppRoutes } from '../../app/routes.tsx';
import { databaseNameOf, type Workspace } from '../../app/workspace.ts';
import { WorkspaceContext } from '../../app/workspace-context.ts';
import { announce } from '../../host/before-reload.ts';
import { deviceRegistry } from '../../host/host-bridge.ts';
import { RepairScreen } from '../sync/repair-screen.tsx';
import { AccessToken } from './access-token.ts';
import { Covered } from './covered.tsx';
import { DeactivatedNotice } from './deactivated-notice.tsx';
import { ElsewhereScreen, type StoppedBy } from './elsewhere-screen.tsx';
import { faultText } from './fault-text.ts';
import { NewerVersionScreen } from './newer-version-screen.tsx';
import { RevokedNotice } from './revoked-notice.tsx';
import { SessionContext } from './session-context.ts';
import { SignInScreen } from './sign-in-screen.tsx';
import { unlockAndFinish } from './unlock.ts';
import { UnlockScreen } from './unlock-screen.tsx';
import { type Shown, useSessionWatch } from './use-session-watch.ts';

/** How long closing the local data waits for drafts to be saved. */
const SAVING_MS = 3_000;

type State =
  | { at: 'starting'; slow?: boolean }
  | { at: 'locked'; profile: Profile }
  /** `notice`: why, if it was not the person who signed out. */
  | { at: 'signedOut'; notice?: ReactNode }
  | { at: 'leaving' }
  | { at: 'open'; workspace: Workspace }
  | { at: 'elsewhere'; was: Profile; why: StoppedBy }
  | { at: 'broken'; profile: Profile; session: OpenSession | null; error: unknown };

/** Whose data is on the screen, if anybody's is. */
function shownIn(state: State): Shown | null {
  if (state.at === 'open') return { profile: state.workspace.profile, workspace: state.workspace };
  // The repair screen names unsent actions.
  return state.at === 'broken' ? { profile: state.profile, workspace: null } : null;
}

/** What is being typed is saved first: it is there again when its person comes back. */
async function closeSaved(workspace: Workspace): Promise<void> {
  await announce('reload', SAVING_MS);
  await workspace.close().catch(() => undefined);
}

/** The next person does not start on this person's page. */
function leavePage(): void {
  window.location.hash = '/';
  notifications.clean();
}

/** Who is signed in decides what is shown; without network, what this device knows of them. */
export function SessionGate({ bridge: host }: { bridge: DesktopBridge }) {
  const [state, setState] = useState<State>({ at: 'starting' });
  const started = useRef(false);
  const shown = useMemo(() => shownIn(state), [state]);
  const showing = useRef(shown);
  showing.current = shown;
  /** A window also hears, sooner or later, of what it did itself, and ignores it. */
  const own = useRef({
    signIns: 0,
    leaving: null as Workspace | null,
    /** Whose workspace is open here, or being opened. */
    holds: null as Profile | null,
    /** Resolves when the previous workspace has closed: a window opens a local database only once. */
    closed: Promise.resolve(),
  });

  const leaving = useMemo(() => ({ storage: window.localStorage, forgetKeys: host.forgetKeys }), [host]);
  const bridge = useMemo(() => {
    const signIn: DesktopBridge['signIn'] = async (input) => {
      own.current.signIns += 1;
      try {
        return await host.signIn(input);
      } finally {
        own.current.signIns -= 1;
      }
    };
    return { ...host, signIn, unlock: unlockAndFinish(host, leaving) };
  }, [host, leaving]);

  const open = useCallback(
    async (profile: Profile, session: OpenSession | null) => {
      if (own.current.holds !== null && isSameIdentity(own.current.holds, profile)) return;
      own.current.holds = profile;
      void leaveOthers(profile, { ...leaving, bridge, registry: deviceRegistry() });
      const isHeld = () => own.current.holds === profile;
      const onBroken = (error: unknown) => {
        if (isHeld()) own.current.holds = null;
        setState({ at: 'broken', profile, session, error });
      };
      /** Somebody signed out, or in, meanwhile. Where that was heard of, its own screen is shown already. */
      const onEnded = async () => {
        if (!isHeld()) return;
        own.current.holds = null;
        leavePage();
        const stored = await bridge.storedSession().catch(() => null);
        setState({ at: 'elsewhere', was: profile, why: stored === null ? 'ended' : 'otherPerson' });
      };
      try {
        await own.current.closed;
        deviceRegistry().note(profile);
        const accessToken = new AccessToken(profile, { bridge, now: Date.now }, session);
        const workspace = await openLasting(bridge, profile, {
          accessToken,
          onSlow: () => setState({ at: 'starting', slow: true }),
          onReopened: (reopened) => setState({ at: 'open', workspace: reopened }),
          onEnded,
          onBroken,
        });
        if (workspace === null) await onEnded();
        else setState({ at: 'open', workspace });
      } catch (error) {
        onBroken(error);
      }
    },
    [bridge, leaving],
  );

  const resume = useCallback(async () => {
    const stored = await bridge.storedSession();
    if (stored === null) setState({ at: 'signedOut' });
    else if ('locked' in stored) {
      void leaveOthers(stored.profile, { ...leaving, bridge, registry: deviceRegistry() });
      setState({ at: 'locked', profile: stored.profile });
    } else await open(stored.profile, null);
  }, [bridge, leaving, open]);

  useEffect(() => {
    // React's strict mode runs effects twice; a local database is opened once.
    if (started.current) return;
    started.current = true;
    void finishLeaving(leaving).then(resume);
  }, [leaving, resume]);

  const wipe = useCallback(
    async ({ profile, outbox, close }: Workspace) => {
      const name = databaseNameOf(profile);
      const unanswered = await outbox.waitingIds().catch(async () => (await unsentIds(name)) ?? []);
      await close().catch(() => undefined);
      // The session goes last: if the program is killed before, the next start learns again that access was revoked, and
      // continues here. The server counts only the first report.
      await bridge.reportWipe(profile, unanswered);
      await wipeLocalData(leaving, name);
      own.current.holds = null;
      deviceRegistry().forget(profile);
      await bridge.signOut(profile);
      leavePage();
      const notice = <RevokedNotice companyName={profile.companyName} unsent={unanswered.length} />;
      setState({ at: 'signedOut', notice });
    },
    [bridge, leaving],
  );

  const cover = useCallback(({ workspace }: Shown, state: State) => {
    if (workspace !== null && own.current.leaving === workspace) return;
    own.current.leaving = workspace;
    // Asked for while the forms are still there.
    if (workspace !== null) own.current.closed = closeSaved(workspace);
    leavePage();
    setState(state);
    own.current.holds = null;
  }, []);

  const reopenByOtherKey = useCallback(
    async (workspace: Workspace) => {
      // If the keys cannot be read now, their person is told when the data is next opened.
      if (!(await hasOtherKey(bridge, workspace).catch(() => false))) return;
      // What is being typed is saved first; the page stays.
      await announce('reload', SAVING_MS);
      if (showing.current?.workspace !== workspace) return;
      own.current.leaving = workspace;
      setState({ at: 'starting' });
      own.current.holds = null;
      own.current.closed = workspace.close().catch(() => undefined);
      await open(workspace.profile, null);
    },
    [bridge, open],
  );

  const signOut = useCallback(
    async (workspace: Workspace, notice?: ReactNode) => {
      const { profile } = workspace;
      const name = databaseNameOf(profile);
      // Forgotten and covered at once; what is left of it on this device is noted first, in case this is interrupted.
      noteLeaving(window.localStorage, name);
      own.current.leaving = workspace;
      const ending = bridge.signOut(profile).catch((error) => console.warn('The sign-out was not finished:', error));
      // Asked for while the forms are still there.
      own.current.closed = closeSaved(workspace);
      leavePage();
      setState({ at: 'leaving' });
      own.current.holds = null;
      await leaveLocalData(leaving, name, own.current.closed);
      setState({ at: 'signedOut', notice });
      await ending;
    },
    [bridge, leaving],
  );

  const deactivate = useCallback(
    async (workspace: Workspace) => {
      const { profile, outbox, isSealed } = workspace;
      const unsent = await outbox.waitingIds().catch(async () => (await unsentIds(databaseNameOf(profile))) ?? []);
      const { name, companyName: company } = profile;
      await signOut(workspace, <DeactivatedNotice {...{ name, company, isSealed }} unsent={unsent.length} />);
    },
    [signOut],
  );

  useSessionWatch({
    bridge,
    shown,
    isWaiting: state.at === 'signedOut' || state.at === 'locked',
    onStopped: (stopped, why) => cover(stopped, { at: 'elsewhere', was: stopped.profile, why }),
    onLocked: (locked) => cover(locked, { at: 'locked', profile: locked.profile }),
    onSignedInAgain: (workspace) => void reopenByOtherKey(workspace),
    onRevoked: (workspace) => {
      setState({ at: 'leaving' });
      // What could not be deleted is no longer shown; the next start tries again to delete it.
      wipe(workspace).catch((error) => setState({ at: 'broken', profile: workspace.profile, session: null, error }));
    },
    onDeactivated: (workspace) => void deactivate(workspace),
    onChanged: ({ kind }) => {
      // A window that shows the sign-in form has nothing to learn from a sign-out.
      if (own.current.signIns === 0 && (kind === 'signedIn' || state.at === 'locked')) void resume();
    },
  });

  switch (state.at) {
    case 'starting':
      return <Covered label={t('session.opening')} note={state.slow === true ? t('repair.stillOpening') : null} />;
    case 'leaving':
      return <Covered label={t('session.signingOut')} />;
    case 'locked':
      return (
        <UnlockScreen
          bridge={bridge}
          profile={state.profile}
          onUnlocked={() => void resume()}
          onSignedIn={(session) => void open(session.profile, session)}
          onRefused={(failure) =>
            setState({ at: 'signedOut', notice: <Alert color="red">{faultText(failure)}</Alert> })
          }
        />
      );
    case 'signedOut':
      return (
        <SignInScreen
          bridge={bridge}
          notice={state.notice}
          onSignedIn={(session) => void open(session.profile, session)}
        />
      );
    case 'elsewhere':
      return (
        <ElsewhereScreen
          name={state.was.name}
          why={state.why}
          onContinue={() => {
            setState({ at: 'starting' });
            void resume();
          }}
        />
      );
    case 'broken': {
      const openAgain = () => void open(state.profile, state.session);
      if (isOfNewerVersion(state.error)) return <NewerVersionScreen onTryAgain={openAgain} />;
      return <RepairScreen bridge={bridge} profile={state.profile} error={state.error} onRepaired={openAgain} />;
    }
    case 'open':
      return (
        <SessionContext.Provider
          value={{
            bridge,
            signOut: () => signOut(state.workspace),
          }}
        >
          <WorkspaceContext.Provider value={state.workspace}>
            <AppRoutes />
          </WorkspaceContext.Provider>
        </SessionContext.Provider>
      );
  }
}
