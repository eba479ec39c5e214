import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle, IconWifiOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { DesktopBridge, OpenSession, SessionFault } from '../../../bridge/bridge.ts';

interface Props {
  bridge: DesktopBridge;
  onSignedIn: (session: OpenSession) => void;
  /** Signing in again: who it is stands fast, only the password is asked for. */
  fixed?: { company: string; email: string };
}

const LAST_COMPANY_KEY = 'marginiq.lastCompany';

const required = (label: string) => (value: string) => (value.trim() === '' ? `Enter your ${label}` : null);

export function SignInForm({ bridge, onSignedIn, fixed }: Props) {
  const [failure, setFailure] = useState<{ fault: SessionFault; message: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: {
      company: fixed?.company ?? localStorage.getItem(LAST_COMPANY_KEY) ?? '',
      email: fixed?.email ?? '',
      password: '',
    },
    validate: { company: required('company'), email: required('email'), password: required('password') },
  });

  const submit = form.onSubmit(async (credentials) => {
    setBusy(true);
    setFailure(null);
    const result = await bridge.signIn(credentials);
    setBusy(false);
    if (!result.ok) {
      setFailure(result);
      return;
    }
    localStorage.setItem(LAST_COMPANY_KEY, credentials.company.trim().toLowerCase());
    onSignedIn(result.session);
  });

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {failure === null ? null : (
          <Alert
            color={failure.fault === 'offline' ? 'orange' : 'red'}
            icon={failure.fault === 'offline' ? <IconWifiOff /> : <IconAlertCircle />}
            role="alert"
          >
            {failure.message}
          </Alert>
        )}
        {fixed === undefined ? (
          <>
            <TextInput
              label="Company"
              placeholder="nordlicht"
              autoCapitalize="none"
              autoComplete="organization"
              {...form.getInputProps('company')}
            />
            <TextInput
              label="Email"
              type="email"
              placeholder="you@company.com"
              autoComplete="username"
              {...form.getInputProps('email')}
            />
          </>
        ) : null}
        <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
        <Button type="submit" loading={busy} fullWidth mt="xs">
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
