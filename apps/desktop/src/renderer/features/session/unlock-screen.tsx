import { Alert, Anchor, Button, PasswordInput, Stack } from '@mantine/core';
import type { Profile } from '@marginiq/contract/session';
import { t } from '@marginiq/ui/messages';
import { type FormEvent, useState } from 'react';
import type { DesktopBridge, OpenSession } from '../../../bridge/bridge.ts';
import { EntryScreen } from './entry-screen.tsx';
import { useKept } from './kept.ts';
import { SignInForm } from './sign-in-form.tsx';
import type { SignInFailure } from './sign-in-here.ts';

interface Props {
  bridge: DesktopBridge;
  profile: Profile;
  onUnlocked: () => void;
  /** The passphrase was forgotten, and its person signed in by password instead. */
  onSignedIn: (session: OpenSession) => void;
  /** They tried to, and are refused here. */
  onRefused: (failure: SignInFailure) => void;
}

export function UnlockScreen({ bridge, profile, onUnlocked, onSignedIn, onRefused }: Props) {
  useKept(bridge.reportUnsent);
  const [passphrase, setPassphrase] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const [busy, setBusy] = useState(false);
  const [isSigningIn, setIsSigningIn] = useState(false);
  const [isForgotten, setIsForgotten] = useState(false);

  const unlock = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setIsWrong(false);
    const isOpen = passphrase !== '' && (await bridge.unlock(passphrase).catch(() => false));
    setBusy(false);
    if (isOpen) onUnlocked();
    else setIsWrong(true);
  };

  const { name, companyName: company, companySlug, email } = profile;
  if (isForgotten) {
    return (
      <EntryScreen title={t('session.forgotten')} hint={t('session.forgottenHint')}>
        <SignInForm
          bridge={bridge}
          fixed={{ company: companySlug, email }}
          onSignedIn={onSignedIn}
          onRefused={onRefused}
          onBusy={setIsSigningIn}
          offersPassphrase
        />
        <Anchor component="button" type="button" size="sm" disabled={isSigningIn} onClick={() => setIsForgotten(false)}>
          {t('session.backToPassphrase')}
        </Anchor>
      </EntryScreen>
    );
  }
  return (
    <EntryScreen title={t('session.unlockTitle', { name })} hint={t('session.unlockHint', { company })}>
      <form onSubmit={unlock} noValidate>
        <Stack>
          {isWrong ? (
            <Alert color="red" role="alert">
              {t('session.unlockWrong')}
            </Alert>
          ) : null}
          <PasswordInput
            label={t('session.passphrase')}
            autoComplete="current-password"
            data-autofocus
            value={passphrase}
            onChange={({ currentTarget }) => setPassphrase(currentTarget.value)}
          />
          <Button type="submit" loading={busy} fullWidth>
            {t('session.unlock')}
          </Button>
        </Stack>
      </form>
      <Anchor component="button" type="button" size="sm" onClick={() => setIsForgotten(true)}>
        {t('session.forgotten')}
      </Anchor>
    </EntryScreen>
  );
}
