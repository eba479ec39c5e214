import { Alert, Button, Center, Loader, Stack } from '@mantine/core';
import type { Profile } from '@marginiq/contract/session';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { AdminRoutes } from '../../app/routes.tsx';
import { AdminSession, failureWords } from './admin-session.ts';
import { AdminSessionContext } from './session-context.ts';
import { SignInScreen } from './sign-in-screen.tsx';

type State =
  | { at: 'starting' }
  | { at: 'unreachable'; message: string }
  | { at: 'signedOut' }
  | { at: 'open'; profile: Profile };

/** A reload stays signed in: the cookie opens the session again. */
export function SessionGate() {
  const [state, setState] = useState<State>({ at: 'starting' });
  const queries = useQueryClient();
  const started = useRef(false);
  const session = useMemo(
    () =>
      new AdminSession({ fetch: (...call) => fetch(...call), storage: localStorage, locks: navigator.locks }, () =>
        setState({ at: 'signedOut' }),
      ),
    [],
  );

  const resume = useCallback(() => {
    session.renew().then(
      (profile) => setState(profile === null ? { at: 'signedOut' } : { at: 'open', profile }),
      (error) => setState({ at: 'unreachable', message: failureWords(error) }),
    );
  }, [session]);

  useEffect(() => {
    // React's strict mode runs effects twice; a refresh token is used once.
    if (started.current) return;
    started.current = true;
    resume();
  }, [resume]);

  const signOut = useCallback(async () => {
    await session.signOut();
    queries.clear();
    setState({ at: 'signedOut' });
  }, [session, queries]);

  switch (state.at) {
    case 'starting':
      return (
        <Center h="100vh" data-starting>
          <Loader aria-label="Opening the admin console" />
        </Center>
      );
    case 'unreachable':
      return (
        <Center h="100vh" p="md">
          <Stack maw={420}>
            <Alert color="orange" title="No answer" role="alert">
              {state.message}
            </Alert>
            <Button onClick={resume}>Try again</Button>
          </Stack>
        </Center>
      );
    case 'signedOut':
      return <SignInScreen session={session} onSignedIn={(profile) => setState({ at: 'open', profile })} />;
    case 'open':
      return (
        <AdminSessionContext.Provider value={{ session, profile: state.profile, signOut }}>
          <AdminRoutes />
        </AdminSessionContext.Provider>
      );
  }
}
