import { Alert, Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { t } from '@marginiq/ui/messages';
import { useEffect, useState } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { deviceRegistry } from '../../host/host-bridge.ts';
import { passphraseFaultText } from './passphrase-fault.ts';
import { PassphraseFields, validatePassphrase } from './passphrase-fields.tsx';
import { useSession } from './session-context.ts';
import { peopleOnThisDisk, signInHere } from './sign-in-here.ts';

interface Props {
  opened: boolean;
  onClose: () => void;
  /** Once it is off the screen. */
  onClosed: () => void;
}

/** Seals what this device keeps by a passphrase from the next start on, changes it, or does without one again. */
export function PassphraseDialog({ opened, onClose, onClosed }: Props) {
  const { profile, accessToken, engine } = useWorkspace();
  const { bridge } = useSession();
  const [isSet, setIsSet] = useState(false);
  // In a browser it always takes another key, which only a sign-in brings.
  const [needsPassword, setNeedsPassword] = useState(bridge.host === 'browser');
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({ initialValues: { passphrase: '', repeated: '', password: '' }, validate: validatePassphrase });

  const focusFirst = (errors: typeof form.errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus();

  useEffect(() => {
    if (opened) void bridge.keeping().then((keeping) => setIsSet(keeping === 'passphrase'));
  }, [bridge, opened]);

  /** @returns whether it was changed */
  const signInWith = async (passphrase: string | null, password: string): Promise<boolean> => {
    const typed = { company: profile.companySlug, email: profile.email, password, passphrase };
    const ports = { bridge, registry: deviceRegistry(), disk: peopleOnThisDisk(bridge), open: engine };
    const result = await signInHere(typed, ports);
    if (!result.ok) {
      setFailure(passphraseFaultText(result));
      return false;
    }
    accessToken.use(result.session);
    return true;
  };

  const change = async (passphrase: string | null, password: string) => {
    if (needsPassword && password === '') {
      form.setFieldError('password', t('session.passwordMissing'));
      form.getInputNode('password')?.focus();
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      if (needsPassword) {
        if (!(await signInWith(passphrase, password))) return;
      } else if ((await bridge.setPassphrase(profile, passphrase)) === 'signInFirst') {
        setNeedsPassword(true);
        return;
      }
      notifications.show({ message: t(passphrase === null ? 'session.passphraseGone' : 'session.passphraseDone') });
      onClose();
    } catch {
      setFailure(t('session.passphraseFailed'));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      opened={opened}
      // A sign-in that is on its way would still change what protects this device.
      onClose={() => {
        if (!busy) onClose();
      }}
      // What was typed is a password: nobody should find it here later.
      onExitTransitionEnd={() => {
        form.reset();
        setFailure(null);
        onClosed();
      }}
      returnFocus={false}
      title={t('session.passphraseTitle')}
      closeButtonProps={{ 'aria-label': t('session.close'), disabled: busy }}
      centered
    >
      <form onSubmit={form.onSubmit(({ passphrase, password }) => change(passphrase, password), focusFirst)} noValidate>
        <Stack>
          {isSet ? <Text size="sm">{t('session.passphraseIsSet')}</Text> : null}
          {bridge.host === 'browser' ? <Text size="sm">{t('session.passphraseFromNowOn')}</Text> : null}
          {failure === null ? null : (
            <Alert color="red" role="alert">
              {failure}
            </Alert>
          )}
          <PassphraseFields form={form} isFirst />
          {needsPassword ? (
            <PasswordInput
              label={t('session.passphrasePassword')}
              description={t('session.passphrasePasswordHint')}
              autoComplete="current-password"
              {...form.getInputProps('password')}
            />
          ) : null}
          <Group justify="flex-end">
            {isSet ? (
              <Button variant="default" disabled={busy} onClick={() => change(null, form.values.password)}>
                {t('session.passphraseRemove')}
              </Button>
            ) : null}
            <Button type="submit" loading={busy}>
              {t('session.passphraseSet')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
