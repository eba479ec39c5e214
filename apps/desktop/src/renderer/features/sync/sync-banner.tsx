import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { SyncStatus } from '@marginiq/sync/engine/sync-status';
import { t } from '@marginiq/ui/messages';
import { IconAlertTriangle, IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { useAppUpdate } from '../../app/update-context.ts';
import { useSyncStatus, useWorkspace } from '../../app/workspace-context.ts';
import { useSession } from '../session/session-context.ts';
import { SignInForm } from '../session/sign-in-form.tsx';
import { useUnsettled } from './unsettled.ts';
import { useNothingLost } from './use-nothing-lost.ts';
import { useSyncWords } from './use-sync-words.ts';

const SHOWN: ReadonlySet<SyncStatus['fault']> = new Set(['local', 'storageFull', 'suspended']);

/** What waits is saved: said once that was looked up. */
function Kept({ waiting }: { waiting: number }) {
  return useNothingLost() ? <Text size="sm">{t('sync.nothingLost', { count: waiting })}</Text> : null;
}

/** Said across the page only when nothing more happens before somebody does something. */
export function SyncBanner() {
  const { accessToken, engine, profile } = useWorkspace();
  const { bridge } = useSession();
  const { fault, phase } = useSyncStatus();
  const { label, detail } = useSyncWords();
  const { waiting, locked } = useUnsettled();
  const [opened, dialog] = useDisclosure(false);
  const [isSigningIn, setIsSigningIn] = useState(false);
  const update = useAppUpdate();
  // The update's own notice says it, with a button; where the program does not update itself, it is said here.
  if (fault === 'outdated' && update !== null) return null;
  if (phase !== 'stopped' && !SHOWN.has(fault)) return null;
  const signedOut = fault === 'signedOut';
  return (
    <>
      <Alert
        color="red"
        icon={signedOut ? <IconKey /> : <IconAlertTriangle />}
        title={label}
        mb="lg"
        maw={1240}
        mx="auto"
        data-testid="sync-banner"
      >
        <Group justify="space-between">
          <div>
            <Text size="sm">{detail}</Text>
            {waiting + locked > 0 ? <Kept waiting={waiting + locked} /> : null}
          </div>
          {signedOut ? (
            <Button size="xs" color="red" onClick={dialog.open}>
              {t('sync.signInAgain')}
            </Button>
          ) : null}
        </Group>
      </Alert>
      <Modal
        opened={opened && signedOut}
        onClose={() => {
          if (!isSigningIn) dialog.close();
        }}
        title={t('sync.signInAgainAs', { name: profile.name })}
        closeButtonProps={{ 'aria-label': t('general.close'), disabled: isSigningIn }}
        centered
      >
        <SignInForm
          bridge={bridge}
          open={engine}
          onBusy={setIsSigningIn}
          fixed={{ company: profile.companySlug, email: profile.email }}
          onSignedIn={(session) => {
            accessToken.use(session);
            engine.wake();
            dialog.close();
          }}
        />
      </Modal>
    </>
  );
}
