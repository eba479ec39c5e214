import { Alert, Box, Button, Center, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import type { Profile } from '@marginiq/contract/session';
import { Brand } from '@marginiq/ui/components/brand';
import { t } from '@marginiq/ui/messages';
import { useState } from 'react';
import { type AdminSession, SignInError } from './admin-session.ts';

type Missing = 'adminSession.companyMissing' | 'adminSession.emailMissing' | 'adminSession.passwordMissing';
const required = (text: Missing) => (value: string) => (value.trim() === '' ? t(text) : null);

export function SignInScreen({
  session,
  wasRevoked,
  onSignedIn,
}: {
  session: AdminSession;
  /** This window's device was revoked a moment ago. */
  wasRevoked: boolean;
  onSignedIn: (profile: Profile) => void;
}) {
  useDocumentTitle(t('adminSession.title'));
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { company: '', email: '', password: '' },
    validate: {
      company: required('adminSession.companyMissing'),
      email: required('adminSession.emailMissing'),
      password: required('adminSession.passwordMissing'),
    },
  });
  const submit = form.onSubmit(async (credentials) => {
    setBusy(true);
    setFailure(null);
    try {
      onSignedIn(await session.signIn(credentials));
    } catch (error) {
      setFailure(error instanceof SignInError ? error.words : t('adminSession.failed'));
    }
    setBusy(false);
  });
  return (
    <Box component="main" bg="gray.0" mih="100vh">
      <Center mih="100vh" p="md">
        <Stack w="100%" maw={400} gap="lg">
          <Center>
            <Brand suffix={t('adminShell.suffix')} />
          </Center>
          <Paper withBorder shadow="sm" p="xl" radius="lg">
            <form onSubmit={submit} noValidate>
              <Stack>
                <Title order={1} size="h3">
                  {t('adminSession.signIn')}
                </Title>
                {wasRevoked && failure === null ? (
                  <Alert color="orange" role="alert">
                    {t('adminSession.revokedNotice')}
                  </Alert>
                ) : null}
                {failure === null ? null : (
                  <Alert color="red" role="alert">
                    {failure}
                  </Alert>
                )}
                <TextInput
                  label={t('adminSession.company')}
                  autoCapitalize="none"
                  autoComplete="organization"
                  {...form.getInputProps('company')}
                />
                <TextInput
                  label={t('adminSession.email')}
                  type="email"
                  autoComplete="username"
                  {...form.getInputProps('email')}
                />
                <PasswordInput
                  label={t('adminSession.password')}
                  autoComplete="current-password"
                  {...form.getInputProps('password')}
                />
                <Button type="submit" loading={busy} fullWidth mt="xs">
                  {t('adminSession.signIn')}
                </Button>
              </Stack>
            </form>
          </Paper>
        </Stack>
      </Center>
    </Box>
  );
}
