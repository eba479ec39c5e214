import { Alert, Box, Button, Center, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import type { Profile } from '@marginiq/contract/session';
import { Brand } from '@marginiq/ui/components/brand';
import { useState } from 'react';
import { type AdminSession, SignInError } from './admin-session.ts';

const required = (label: string) => (value: string) => (value.trim() === '' ? `Enter your ${label}` : null);

export function SignInScreen({
  session,
  onSignedIn,
}: {
  session: AdminSession;
  onSignedIn: (profile: Profile) => void;
}) {
  useDocumentTitle('Sign in · MarginIQ admin console');
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { company: '', email: '', password: '' },
    validate: { company: required('company'), email: required('email'), password: required('password') },
  });
  const submit = form.onSubmit(async (credentials) => {
    setBusy(true);
    setFailure(null);
    try {
      onSignedIn(await session.signIn(credentials));
    } catch (error) {
      setFailure(error instanceof SignInError ? error.message : 'Signing in did not work. Try again.');
    }
    setBusy(false);
  });
  return (
    <Box component="main" bg="gray.0" mih="100vh">
      <Center mih="100vh" p="md">
        <Stack w="100%" maw={400} gap="lg">
          <Center>
            <Brand suffix="Admin console" />
          </Center>
          <Paper withBorder shadow="sm" p="xl" radius="lg">
            <form onSubmit={submit} noValidate>
              <Stack>
                <Title order={1} size="h3">
                  Sign in
                </Title>
                {failure === null ? null : (
                  <Alert color="red" role="alert">
                    {failure}
                  </Alert>
                )}
                <TextInput
                  label="Company"
                  autoCapitalize="none"
                  autoComplete="organization"
                  {...form.getInputProps('company')}
                />
                <TextInput label="Email" type="email" autoComplete="username" {...form.getInputProps('email')} />
                <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
                <Button type="submit" loading={busy} fullWidth mt="xs">
                  Sign in
                </Button>
              </Stack>
            </form>
          </Paper>
        </Stack>
      </Center>
    </Box>
  );
}
