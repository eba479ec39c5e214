import { Alert, Button, Checkbox, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { t } from '@marginiq/ui/messages';
import { IconAlertCircle, IconWifiOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { DesktopBridge, OpenSession } from '../../../bridge/bridge.ts';
import { deviceRegistry } from '../../host/host-bridge.ts';
import { faultText } from './fault-text.ts';
import { PassphraseFields, validatePassphrase } from './passphrase-fields.tsx';
import { peopleOnThisDisk, type SignInFailure, signInHere } from './sign-in-here.ts';

interface Props {
  bridge: DesktopBridge;
  onSignedIn: (session: OpenSession) => void;
  /** This device was revoked, or the account deactivated, and what was to go has been removed. */
  onRefused?: (failure: SignInFailure) => void;
  /** The workspace that stays open behind the form. */
  open?: { wake: () => void };
  /** Signing in again: the person is fixed, only the password is asked for. */
  fixed?: { company: string; email: string };
  /** While the server is asked, the form must stay open, because the answer may sign somebody in. */
  onBusy?: (isBusy: boolean) => void;
  /** Whether a passphrase is offered. Otherwise the one that is open here is kept. */
  offersPassphrase?: boolean;
}

const LAST_COMPANY_KEY = 'marginiq.lastCompany';

function rememberCompany(company: string): void {
  try {
    localStorage.setItem(LAST_COMPANY_KEY, company.trim().toLowerCase());
  } catch {
    // No room: it is typed again next time.
  }
}

type Missing = 'session.companyMissing' | 'session.emailMissing' | 'session.passwordMissing';
const required = (text: Missing) => (value: string) => (value.trim() === '' ? t(text) : null);

export function SignInForm({ bridge, onSignedIn, onRefused, open, fixed, onBusy, offersPassphrase = false }: Props) {
  const [failure, setFailure] = useState<SignInFailure | null>(null);
  const [busy, setIsBusy] = useState(false);
  const setBusy = (isBusy: boolean) => {
    setIsBusy(isBusy);
    onBusy?.(isBusy);
  };
  const [hadPassphrase, setHadPassphrase] = useState(false);
  const [withPassphrase, setWithPassphrase] = useState(false);
  useEffect(() => {
    if (!offersPassphrase) return;
    // Signing in by password takes a passphrase away: nobody shall lose it without having been asked.
    void bridge.keeping().then((keeping) => {
      setHadPassphrase(keeping === 'passphrase');
      setWithPassphrase(keeping === 'passphrase');
    });
  }, [bridge, offersPassphrase]);
  const form = useForm({
    initialValues: {
      company: fixed?.company ?? localStorage.getItem(LAST_COMPANY_KEY) ?? '',
      email: fixed?.email ?? '',
      password: '',
      passphrase: '',
      repeated: '',
    },
    validate: {
      company: required('session.companyMissing'),
      email: required('session.emailMissing'),
      password: required('session.passwordMissing'),
      ...(withPassphrase ? validatePassphrase : {}),
    },
  });

  const submit = form.onSubmit(async ({ company, email, password, passphrase }) => {
    setBusy(true);
    setFailure(null);
    const here = { bridge, registry: deviceRegistry(), disk: peopleOnThisDisk(bridge) };
    const ports = open === undefined ? here : { ...here, open };
    const sealing = offersPassphrase ? { passphrase: withPassphrase ? passphrase : null } : {};
    const result = await signInHere({ company, email, password, ...sealing }, ports).catch(
      (error: unknown): SignInFailure => ({ ok: false, fault: 'failed', message: String(error) }),
    );
    setBusy(false);
    if (!result.ok) {
      setFailure(result);
      if (result.fault === 'revoked' || result.fault === 'inactive') onRefused?.(result);
      return;
    }
    rememberCompany(company);
    if (result.isHeldOnly) notifications.show({ message: t('session.heldOnly'), color: 'orange', autoClose: false });
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
            {faultText(failure)}
          </Alert>
        )}
        {fixed === undefined ? (
          <>
            <TextInput
              label={t('session.company')}
              placeholder={t('session.companyPlaceholder')}
              autoCapitalize="none"
              autoComplete="organization"
              {...form.getInputProps('company')}
            />
            <TextInput
              label={t('session.email')}
              type="email"
              placeholder={t('session.emailPlaceholder')}
              autoComplete="username"
              {...form.getInputProps('email')}
            />
          </>
        ) : null}
        <PasswordInput
          label={t('session.password')}
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
        {offersPassphrase ? (
          <Checkbox
            label={t('session.passphraseUse')}
            checked={withPassphrase}
            onChange={({ currentTarget }) => setWithPassphrase(currentTarget.checked)}
          />
        ) : null}
        {withPassphrase ? <PassphraseFields form={form} /> : null}
        {hadPassphrase && !withPassphrase ? (
          <Text size="xs" c="red.9" role="status">
            {t('session.passphraseDropped')}
          </Text>
        ) : null}
        <Button type="submit" loading={busy} fullWidth mt="xs">
          {t('session.signIn')}
        </Button>
      </Stack>
    </form>
  );
}
