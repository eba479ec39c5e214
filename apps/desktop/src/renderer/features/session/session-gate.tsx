import { Center, Loader } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Profile } from '@marginiq/contract/session';
import { useCallback, useEffect, useRef, useState } from 'react';
import { filter, take } from 'rxjs';
import type { DesktopBridge, OpenSession } from '../../../bridge/bridge.ts';
import { AppRoutes } from '../../app/routes.tsx';
import { deleteWorkspace, openWorkspace, type Workspace } from '../../app/workspace.ts';
import { WorkspaceContext } from '../../app/workspace-context.ts';
import { RepairScreen } from '../sync/repair-screen.tsx';
import { AccessToken } from './access-token.ts';
import { RevokedNotice } from './revoked-notice.tsx';
import { SessionContext } from './session-context.ts';
import { SignInScreen } from './sign-in-screen.tsx';

interface Revoked {
  companyName: string;
  unsent: number;
}

type State =
  | { at: 'starting' }
  | { at: 'signedOut'; revoked?: Revoked }
  | { at: 'open'; workspace: Workspace }
  | { at: 'broken'; profile: Profile; session: OpenSession | null; error: unknown };

/** Who is signed in decides what is shown; without network, what this device knows of them. */
export function SessionGate({ bridge }: { bridge: DesktopBridge }) {
  const [state, setState] = useState<State>({ at: 'starting' });
  const started = useRef(false);

  const open = useCallback(
    async (profile: Profile, session: OpenSession | null) => {
      const onBroken = (error: unknown) => setState({ at: 'broken', profile, session, error });
      try {
        const accessToken = new AccessToken(bridge, Date.now, session);
        setState({ at: 'open', workspace: await openWorkspace(bridge, profile, { accessToken, onBroken }) });
      } catch (error) {
        onBroken(error);
      }
    },
    [bridge],
  );

  useEffect(() => {
    // React's strict mode runs effects twice; a local database is opened once.
    if (started.current) return;
    started.current = true;
    void bridge
      .storedSession()
      .then((stored) => (stored === null ? setState({ at: 'signedOut' }) : open(stored.profile, null)));
  }, [bridge, open]);

  const wipe = useCallback(
    async ({ profile, outbox, close }: Workspace) => {
      const unanswered = (await outbox.waiting()).map(({ id }) => id);
      await close();
      // The session goes last: killed before that, the next start hears again that the access is gone, and goes on here.
      // The server counts the first report alone.
      await bridge.reportWipe(unanswered);
      await deleteWorkspace(profile);
      await bridge.forgetDevice();
      window.location.hash = '/';
      notifications.clean();
      setState({ at: 'signedOut', revoked: { companyName: profile.companyName, unsent: unanswered.length } });
    },
    [bridge],
  );

  const workspace = state.at === 'open' ? state.workspace : null;
  useEffect(() => {
    if (workspace === null) return;
    const revoked$ = workspace.engine.status$.pipe(filter(({ fault }) => fault === 'revoked'));
    const told = revoked$.pipe(take(1)).subscribe(() => {
      // What could not be deleted is not shown any more all the same; the next start goes on with it.
      const { profile } = workspace;
      wipe(workspace).catch((error) => setState({ at: 'broken', profile, session: null, error }));
    });
    return () => told.unsubscribe();
  }, [workspace, wipe]);

  const signOut = useCallback(
    async (open: Workspace) => {
      const unsent = (await open.outbox.entries()).length > 0;
      await open.close();
      // What was not sent stays for when this person signs in again; everything else leaves the device.
      if (!unsent) await deleteWorkspace(open.profile);
      await bridge.signOut();
      // Whoever signs in next does not begin on this person's page.
      window.location.hash = '/';
      notifications.clean();
      setState({ at: 'signedOut' });
    },
    [bridge],
  );

  switch (state.at) {
    case 'starting':
      return (
        <Center h="100vh" data-starting>
          <Loader aria-label="Opening MarginIQ" />
        </Center>
      );
    case 'signedOut':
      return (
        <SignInScreen
          bridge={bridge}
          notice={state.revoked === undefined ? null : <RevokedNotice {...state.revoked} />}
          onSignedIn={(session) => void open(session.profile, session)}
        />
      );
    case 'broken':
      return (
        <RepairScreen
          profile={state.profile}
          error={state.error}
          onRepaired={() => void open(state.profile, state.session)}
        />
      );
    case 'open':
      return (
        <SessionContext.Provider value={{ bridge, signOut: () => signOut(state.workspace) }}>
          <WorkspaceContext.Provider value={state.workspace}>
            <AppRoutes />
          </WorkspaceContext.Provider>
        </SessionContext.Provider>
      );
  }
}
