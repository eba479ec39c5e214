import { Alert, Anchor, Box, Button, Center, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { PasswordLink } from '@marginiq/contract/password';
import { Brand } from '@marginiq/ui/components/brand';
import { t } from '@marginiq/ui/messages';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { failureWords } from '../session/failure-words.ts';
import { PasswordForm } from './password-form.tsx';
import { isLinkGone, linkClient, tokenOf } from './password-link.ts';

type State =
  | { at: 'looking' }
  | { at: 'gone' }
  | { at: 'unreachable'; why: string }
  | { at: 'open'; token: string; link: PasswordLink }
  | { at: 'done'; link: PasswordLink };

function Done({ link: { companySlug, email, role } }: { link: PasswordLink }) {
  return (
    <Stack gap="xs" role="status">
      <Title order={1} size="h3">
        {t('setPassword.done')}
      </Title>
      <Text>{t('setPassword.signInWith', { company: companySlug, email })}</Text>
      <Anchor href="/app/">{t('setPassword.openApp')}</Anchor>
      {role === 'admin' ? <Anchor href="/admin/">{t('setPassword.openConsole')}</Anchor> : null}
    </Stack>
  );
}

/** The page of a one-time link. It works for everybody, so it is outside the console's session. */
export function PasswordPage() {
  useDocumentTitle(t('setPassword.title'));
  const client = useMemo(() => linkClient((...call) => fetch(...call)), []);
  const [state, setState] = useState<State>({ at: 'looking' });
  const look = useCallback(() => {
    const token = tokenOf(location);
    setState(token === null ? { at: 'gone' } : { at: 'looking' });
    if (token === null) return;
    client.passwordLink.mutate({ token }).then(
      (link) => setState({ at: 'open', token, link }),
      (error) => setState(isLinkGone(error) ? { at: 'gone' } : { at: 'unreachable', why: failureWords(error) }),
    );
  }, [client]);
  useEffect(() => {
    look();
    // Opening another link in this tab changes only the fragment.
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, [look]);

  const content = () => {
    switch (state.at) {
      case 'looking':
        return (
          <Center data-starting>
            <Loader aria-label={t('setPassword.looking')} />
          </Center>
        );
      case 'gone':
        return (
          <Alert color="orange" title={t('setPassword.gone')} role="alert">
            {t('setPassword.goneDetail')}
          </Alert>
        );
      case 'unreachable':
        return (
          <Stack>
            <Alert color="orange" title={t('adminSession.noAnswer')} role="alert">
              {state.why}
            </Alert>
            <Button onClick={look}>{t('general.tryAgain')}</Button>
          </Stack>
        );
      case 'open':
        return (
          <PasswordForm
            key={state.token}
            link={state.link}
            send={(password) => client.setPassword.mutate({ token: state.token, password })}
            onSet={() => {
              // The link is used up: it should not stay in the browser's history.
              history.replaceState(null, '', location.pathname);
              setState({ at: 'done', link: state.link });
            }}
            onGone={() => setState({ at: 'gone' })}
          />
        );
      case 'done':
        return <Done link={state.link} />;
    }
  };
  return (
    <Box component="main" bg="gray.0" mih="100vh">
      <Center mih="100vh" p="md">
        <Stack w="100%" maw={440} gap="lg">
          <Center>
            <Brand />
          </Center>
          <Paper withBorder shadow="sm" p="xl" radius="lg" style={{ overflowWrap: 'anywhere' }}>
            {content()}
          </Paper>
        </Stack>
      </Center>
    </Box>
  );
}
