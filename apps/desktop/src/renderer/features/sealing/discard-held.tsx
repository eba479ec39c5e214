import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { OutboxRow } from '@marginiq/sync/database/row';
import { discardHeld, heldRows } from '@marginiq/sync/outbox/discard-held';
import type { HeldBack } from '@marginiq/sync/outbox/sealed-entries';
import { t } from '@marginiq/ui/messages';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useAction } from '../../app/use-action.ts';
import { useWorkspace } from '../../app/workspace-context.ts';
import { useSession } from '../session/session-context.ts';
import { type Discarded, discardWithCopy } from './discard-with-copy.ts';

const FAILURES = {
  cancelled: 'sealing.discardCancelled',
  copyFailed: 'sealing.discardCopyFailed',
  failed: 'sealing.discardFailed',
} as const;

/**
 * The way out for actions that cannot be opened, if signing in again does not help: discards them, with a copy unless the person
 * says that they want none.
 */
export function DiscardHeld({ kind, count }: { kind: keyof HeldBack; count: number }) {
  const { database, engine, profile } = useWorkspace();
  const { bridge } = useSession();
  const [asked, ask] = useDisclosure(false);
  const [withoutCopy, setWithoutCopy] = useState(false);
  const [failure, setFailure] = useState<Exclude<Discarded['kind'], 'discarded'> | null>(null);
  const { busy, run } = useAction();

  const open = () => {
    setFailure(null);
    setWithoutCopy(false);
    ask.open();
  };
  const save = (rows: readonly OutboxRow[]) =>
    bridge.saveFile(`marginiq-discarded-${profile.companySlug}.json`, JSON.stringify(rows, null, 2));
  const discard = async () => {
    setFailure(null);
    const result = await discardWithCopy({
      read: () => heldRows(database, kind),
      save: withoutCopy ? null : save,
      discard: (rows) => discardHeld(database, rows),
    });
    if (result.kind !== 'discarded') {
      setFailure(result.kind);
      return;
    }
    ask.close();
    notifications.show({ message: t('sealing.discarded', { count: result.count }) });
    // Later actions may have waited for these.
    engine.wake();
  };

  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconTrash size={16} />} onClick={open}>
        {t(`sealing.discard.${kind}`, { count })}
      </Button>
      <Modal
        opened={asked}
        onClose={ask.close}
        title={t(`sealing.discardTitle.${kind}`, { count })}
        closeButtonProps={{ 'aria-label': t('general.close') }}
        centered
      >
        <Stack>
          <Text size="sm">{t(`sealing.discardDetail.${kind}`, { count })}</Text>
          <Text size="sm">{t('sealing.discardCopy')}</Text>
          <Checkbox
            label={t('sealing.discardWithoutCopy')}
            checked={withoutCopy}
            onChange={(event) => setWithoutCopy(event.currentTarget.checked)}
          />
          {failure === null ? null : (
            <Alert color="red" role="alert">
              {t(FAILURES[failure])}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={ask.close}>
              {t('general.cancel')}
            </Button>
            <Button color="red" loading={busy} onClick={() => void run(discard)}>
              {t(withoutCopy ? 'sealing.discardNow' : 'sealing.discardSave')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
