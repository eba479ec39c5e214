import { Alert, Box, Button, Center, Checkbox, Group, List, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import type { Profile } from '@marginiq/contract/session';
import { repairLocalDatabase } from '@marginiq/sync/database/repair';
import { backupOf, NOTHING_RESCUED, type Rescued, rescueForRepair } from '@marginiq/sync/outbox/rescue';
import { commandOf } from '@marginiq/sync/replica/overlay';
import { Brand } from '@marginiq/ui/components/brand';
import { t } from '@marginiq/ui/messages';
import { IconDatabaseExclamation, IconDownload, IconRefresh, IconTool } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { DesktopBridge } from '../../../bridge/bridge.ts';
import { databaseNameOf, localSealer, outboxPorts } from '../../app/workspace.ts';
import { commandWords } from './command-words.ts';
import { type BackupNotice, saveBackup } from './save-backup.ts';

const MAX_SHOWN = 8;

interface Props {
  bridge: DesktopBridge;
  profile: Profile;
  error: unknown;
  /** Tries to open it again, repaired or not. */
  onRepaired: () => void;
}

type Notice = { kind: 'cancelled' } | { kind: 'failed'; message: string } | BackupNotice;

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function Preview({ rescued }: { rescued: Rescued }) {
  const { entries, locked, found } = rescued;
  const unreadable = rescued.unreadable.length + locked.length;
  return (
    <Stack gap="xs">
      {found ? null : <Text size="sm">{t('repair.notReadable')}</Text>}
      {entries.length > 0 ? <Text size="sm">{t('repair.found', { count: entries.length })}</Text> : null}
      {found && entries.length === 0 ? <Text size="sm">{t('repair.nothingWaiting')}</Text> : null}
      <List size="sm">
        {entries.slice(0, MAX_SHOWN).map((entry) => (
          <List.Item key={entry.command.id}>{commandWords(commandOf(entry))}</List.Item>
        ))}
        {entries.length > MAX_SHOWN ? (
          <List.Item>{t('repair.more', { count: entries.length - MAX_SHOWN })}</List.Item>
        ) : null}
      </List>
      {unreadable > 0 ? (
        <Text size="sm" c="red.8">
          {t('repair.unreadable', { count: unreadable })}
        </Text>
      ) : null}
    </Stack>
  );
}

/** Shown where the local database could not be opened for some seconds: what is kept, and what can be done. */
export function RepairScreen({ bridge, profile, error, onRepaired }: Props) {
  const [rescued, setRescued] = useState<Rescued | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [acceptUnknown, setAcceptUnknown] = useState(false);
  const name = databaseNameOf(profile);

  const look = useCallback(async () => {
    // Without a key, what is sealed is still counted, and kept as it is.
    const sealer = await localSealer(bridge, profile).catch(() => undefined);
    setRescued(await rescueForRepair(name, sealer).catch(() => NOTHING_RESCUED));
  }, [bridge, profile, name]);
  useEffect(() => void look(), [look]);

  /** Locked commands are saved as they are: their key comes with the next sign-in. */
  const save = (saved: Rescued) =>
    bridge.saveFile(`marginiq-unsent-${profile.companySlug}.json`, JSON.stringify(backupOf(saved), null, 2));

  const backUp = async () => {
    if (rescued === null) return;
    setNotice(null);
    setNotice(await saveBackup(() => save(rescued)));
  };

  const repair = async () => {
    setBusy(true);
    setNotice(null);
    try {
      // Read again now: what was shown may be older, and the storage may have recovered.
      const sealer = await localSealer(bridge, profile);
      const kept = await repairLocalDatabase(name, { outbox: outboxPorts(profile), save, acceptUnknown, sealer });
      if (kept !== null) {
        onRepaired();
        return;
      }
      setNotice({ kind: 'cancelled' });
    } catch (cause) {
      setNotice({ kind: 'failed', message: messageOf(cause) });
      await look();
    }
    setBusy(false);
  };

  return (
    <Box component="main" bg="gray.0" mih="100vh">
      <Center mih="100vh" p="md">
        <Stack w="100%" maw={560} gap="lg">
          <Center>
            <Brand />
          </Center>
          <Paper withBorder shadow="sm" p="xl" radius="lg">
            <Stack>
              <Title order={1} size="h3">
                {t('repair.title')}
              </Title>
              <Alert color="orange" icon={<IconDatabaseExclamation />}>
                {t('repair.explanation')}
              </Alert>
              {rescued === null ? <Loader size="sm" aria-label={t('repair.looking')} /> : <Preview rescued={rescued} />}
              {rescued?.found === false ? (
                <Checkbox
                  label={t('repair.acceptUnknown')}
                  checked={acceptUnknown}
                  onChange={(event) => setAcceptUnknown(event.currentTarget.checked)}
                />
              ) : null}
              {notice?.kind === 'failed' ? (
                <Alert color="red" role="alert" title={t('repair.failed')}>
                  <Text size="sm">{t('repair.failedKept')}</Text>
                  <Text size="xs">{t('repair.details', { details: notice.message })}</Text>
                </Alert>
              ) : null}
              {notice?.kind === 'backupFailed' ? (
                <Alert color="red" role="alert" title={t('repair.backupFailed')}>
                  <Text size="xs">{t('repair.details', { details: messageOf(notice.error) })}</Text>
                </Alert>
              ) : null}
              {notice?.kind === 'backupSaved' ? <Text role="status">{t('repair.backupSaved')}</Text> : null}
              {notice?.kind === 'cancelled' ? (
                <Alert color="orange" role="alert">
                  {t('repair.cancelled')}
                </Alert>
              ) : null}
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {t('repair.details', { details: messageOf(error) })}
              </Text>
              <Group justify="flex-end">
                <Button
                  variant="default"
                  leftSection={<IconDownload size={18} />}
                  disabled={rescued === null || backupOf(rescued).length === 0}
                  onClick={() => void backUp()}
                >
                  {t('repair.saveBackup')}
                </Button>
                <Button
                  variant="default"
                  leftSection={<IconTool size={18} />}
                  loading={isBusy}
                  disabled={rescued === null || (!rescued.found && !acceptUnknown)}
                  onClick={() => void repair()}
                >
                  {t('repair.repair')}
                </Button>
                <Button leftSection={<IconRefresh size={18} />} disabled={isBusy} onClick={onRepaired}>
                  {t('general.tryAgain')}
                </Button>
              </Group>
            </Stack>
          </Paper>
        </Stack>
      </Center>
    </Box>
  );
}
