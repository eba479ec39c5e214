import { Alert, Button, Center, Loader, Stack } from '@mantine/core';
import type { Profile } from '@marginiq/contract/session';
import { t } from '@marginiq/ui/messages';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { v7 } from 'uuid';
import { AdminRoutes } from '../../app/routes.tsx';
import { AdminSession } from './admin-session.ts';
import { failureWords } from './failure-words.ts';
import { AdminSessionContext } from './session-context.ts';
import { SignInScreen } from './sign-in-screen.tsx';

type State =
  | { at: 'starting' }
  | { at: 'unreachable'; why: string }
  | { at: 'signedOut'; wasRevoked?: boolean }
  | { at: 'open'; profile: Profile };

/** A reload stays signed in: the cookie opens the session again. */
export function SessionGate() {
  const [state, setState] = useState<State>({ at: 'starting' });
  const queries = useQueryClient();
  const started = useRef(false);
  const session = useMemo(
    () =>
      new AdminSession(
        {
          fetch: (...call) => fetch(...call),
          storages: { local: localStorage, window: sessionStorage },
          locks: navigator.locks,
          newId: () => v7(),
        },
        (why) => {
          // The next person to sign in, maybe of another company, must find nothing of this one.
          queries.clear();
          setState({ at: 'signedOut', wasRevoked: why === 'revoked' });
        },
      ),
    [queries],
  );

  const resume = useCallback(() => {
    session.renew().then(
      // A revoked device has said so already.
      (profile) =>
        setState((now) =>
          profile !== null ? { at: 'open', profile } : now.at === 'signedOut' ? now : { at: 'signedOut' },
        ),
      (error) => setState({ at: 'unreachable', why: failureWords(error) }),
    );
  }, [session]);

  useEffect(() => {
    // React's strict mode runs effects twice; a refresh token is used once.
    if (started.current) return;
    started.current = true;
    resume();
  }, [resume]);

  const signOut = useCallback(async () => {
    const ending = session.signOut();
    queries.clear();
    setState({ at: 'signedOut' });
    await ending;
  }, [session, queries]);

  switch (state.at) {
    case 'starting':
      return (
        <Center h="100vh" data-starting>
          <Loader aria-label={t('adminSession.opening')} />
        </Center>
      );
    case 'unreachable':
      return (
        <Center h="100vh" p="md">
          <Stack maw={420}>
            <Alert color="orange" title={t('adminSession.noAnswer')} role="alert">
              {state.why}
            </Alert>
            <Button onClick={resume}>{t('general.tryAgain')}</Button>
          </Stack>
        </Center>
      );
    case 'signedOut':
      return (
        <SignInScreen
          session={session}
          wasRevoked={state.wasRevoked ?? false}
          onSignedIn={(profile) => setState({ at: 'open', profile })}
        />
      );
    case 'open':
      return (
        <AdminSessionContext.Provider
          value={{ session, profile: state.profile, signOut, revoked: () => session.revoked() }}
        >
          <AdminRoutes />
        </AdminSessionContext.Provider>
      );
  }
}
