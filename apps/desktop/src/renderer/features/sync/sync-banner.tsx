import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { SyncStatus } from '@marginiq/sync/sync-status';
import { IconAlertTriangle, IconKey } from '@tabler/icons-react';
import { useAppUpdate } from '../../app/update-context.ts';
import { useSyncStatus, useWorkspace } from '../../app/workspace-context.ts';
import { useSession } from '../session/session-context.ts';
import { SignInForm } from '../session/sign-in-form.tsx';
import { syncWords } from './sync-words.ts';

const SHOWN: ReadonlySet<SyncStatus['fault']> = new Set(['local', 'storageFull', 'suspended']);

/** Said across the page only when nothing more happens before somebody does something. */
export function SyncBanner() {
  const { accessToken, engine, profile } = useWorkspace();
  const { bridge } = useSession();
  const status = useSyncStatus();
  const [opened, dialog] = useDisclosure(false);
  const update = useAppUpdate();
  // The update's own notice says it, with a button; where the program does not update itself, it is said here.
  if (status.fault === 'outdated' && update !== null) return null;
  if (status.phase !== 'stopped' && !SHOWN.has(status.fault)) return null;
  const { label, detail } = syncWords(status);
  const signedOut = status.fault === 'signedOut';
  return (
    <>
      <Alert
        color="red"
        icon={signedOut ? <IconKey /> : <IconAlertTriangle />}
        title={label}
        mb="lg"
        maw={1240}
        mx="auto"
      >
        <Group justify="space-between">
          <Text size="sm">{detail} Nothing that you did is lost.</Text>
          {signedOut ? (
            <Button size="xs" color="red" onClick={dialog.open}>
              Sign in again
            </Button>
          ) : null}
        </Group>
      </Alert>
      <Modal opened={opened && signedOut} onClose={dialog.close} title={`Sign in again as ${profile.name}`} centered>
        <SignInForm
          bridge={bridge}
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
