import { Alert, Box, Button, Center, Group, List, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import type { Profile } from '@marginiq/contract/session';
import { commandOf } from '@marginiq/sync/overlay';
import { type Rescued, repairLocalDatabase, rescueOutbox } from '@marginiq/sync/repair';
import { Brand } from '@marginiq/ui/components/brand';
import { IconDatabaseExclamation, IconDownload, IconTool } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { DesktopBridge } from '../../../bridge/bridge.ts';
import { databaseNameOf, localSealer, outboxPorts } from '../../app/workspace.ts';
import { commandWords } from './command-words.ts';
import { saveAsFile } from './save-as-file.ts';

interface Props {
  bridge: DesktopBridge;
  profile: Profile;
  error: unknown;
  onRepaired: () => void;
}

function Preview({ rescued }: { rescued: Rescued }) {
  const { entries, locked, found } = rescued;
  const unreadable = rescued.unreadable + locked.length;
  if (!found) {
    return (
      <Text size="sm">
        The part that holds unsent actions can not be read. If something was waiting to be sent, it can not be brought
        back by this program; ask for help before you repair.
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <Text size="sm">
        {entries.length === 0
          ? 'Nothing was waiting to be sent. All else comes again from the server.'
          : `${entries.length === 1 ? 'One unsent action was' : `${entries.length} unsent actions were`} found, and will be kept:`}
      </Text>
      <List size="sm">
        {entries.slice(0, 8).map((entry) => {
          const command = commandOf(entry);
          return (
            <List.Item key={entry.command.id}>
              {command === null ? entry.command.type : commandWords(command)}
            </List.Item>
          );
        })}
        {entries.length > 8 ? <List.Item>and {entries.length - 8} more</List.Item> : null}
      </List>
      {unreadable > 0 ? (
        <Text size="sm" c="red.8">
          {unreadable} could not be read.
        </Text>
      ) : null}
    </Stack>
  );
}

/** Shown where the local database can not be opened: what is wrong, what is kept, and a way on. */
export function RepairScreen({ bridge, profile, error, onRepaired }: Props) {
  const [rescued, setRescued] = useState<Rescued | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const name = databaseNameOf(profile);

  useEffect(() => {
    const looking = localSealer(bridge, profile).then((sealer) => rescueOutbox(name, sealer));
    looking.then(setRescued, () => setRescued({ entries: [], locked: [], unreadable: 0, found: false }));
  }, [bridge, profile, name]);

  const download = (found: Rescued) =>
    saveAsFile(
      `marginiq-unsent-${profile.companySlug}.json`,
      JSON.stringify([...found.entries, ...found.locked], null, 2),
    );

  const repair = async (found: Rescued) => {
    setBusy(true);
    setFailure(null);
    // The backup leaves the database's own storage before anything is deleted.
    if (found.entries.length + found.locked.length > 0) download(found);
    try {
      const sealer = await localSealer(bridge, profile);
      await repairLocalDatabase(name, found, { ports: outboxPorts(profile), sealer });
      onRepaired();
    } catch (cause) {
      setFailure(cause instanceof Error ? cause.message : String(cause));
      setBusy(false);
    }
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
                The data on this device is damaged
              </Title>
              <Alert color="orange" icon={<IconDatabaseExclamation />}>
                MarginIQ could not open its local database. The server’s data is safe. Nothing has been changed yet.
              </Alert>
              {rescued === null ? (
                <Loader size="sm" aria-label="Looking for unsent actions" />
              ) : (
                <Preview rescued={rescued} />
              )}
              {failure === null ? null : (
                <Alert color="red" role="alert" title="The repair did not work">
                  {failure}. Close all other windows of MarginIQ and try again. The backup of what was unsent is in your
                  downloads.
                </Alert>
              )}
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                Details: {error instanceof Error ? error.message : String(error)}
              </Text>
              <Group justify="flex-end">
                <Button
                  variant="default"
                  leftSection={<IconDownload size={18} />}
                  disabled={rescued === null || rescued.entries.length === 0}
                  onClick={() => rescued !== null && download(rescued)}
                >
                  Save a backup
                </Button>
                <Button
                  leftSection={<IconTool size={18} />}
                  loading={busy}
                  disabled={rescued === null}
                  onClick={() => rescued !== null && void repair(rescued)}
                >
                  Repair
                </Button>
              </Group>
            </Stack>
          </Paper>
        </Stack>
      </Center>
    </Box>
  );
}
