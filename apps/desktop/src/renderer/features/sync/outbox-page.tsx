import { Alert, Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { Command } from '@marginiq/contract/command';
import type { OutboxEntry } from '@marginiq/sync/outbox-entry';
import { commandOf } from '@marginiq/sync/overlay';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Page } from '../../app/page.tsx';
import { useAction } from '../../app/use-action.ts';
import { useEntries, useFormats, useSyncStatus, useWorkspace } from '../../app/workspace-context.ts';
import { useRefused } from '../request/use-refused.ts';
import { commandWords } from './command-words.ts';
import { refusalWords } from './refusal-words.ts';
import { syncWords, waitingReason } from './sync-words.ts';

function RefusedActions({ entry, command }: { entry: OutboxEntry; command: Command | null }) {
  const { editAgain, discard } = useRefused();
  const { busy, run } = useAction();
  const edit = editAgain(entry);
  return (
    <Group gap="xs">
      {edit === null ? null : (
        <Button size="xs" loading={busy} onClick={() => void run(edit.open)}>
          {edit.label}
        </Button>
      )}
      {command === null || command.type === 'request.submit' ? null : (
        <Button size="xs" variant="light" component={Link} to={`/requests/${command.args.requestId}`}>
          See the request
        </Button>
      )}
      <Button size="xs" variant="default" disabled={busy} onClick={() => void run(() => discard(entry))}>
        Discard
      </Button>
    </Group>
  );
}

function Entry({ entry }: { entry: OutboxEntry }) {
  const formats = useFormats();
  const status = useSyncStatus();
  const command = commandOf(entry);
  const refusal = entry.outcome?.refusal ?? null;
  const words = refusal === null ? null : refusalWords(refusal);
  return (
    <Paper withBorder radius="lg" p="lg" data-testid={`outbox-${entry.state}`}>
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={600}>{command === null ? 'An action of another version of MarginIQ' : commandWords(command)}</Text>
          <Text size="sm" c="dimmed">
            {formats.dateTime(entry.command.madeAt)}
          </Text>
        </div>
        <Badge color={words === null ? 'orange' : 'red'} variant="light" tt="none">
          {words === null ? waitingReason(status) : 'Not accepted'}
        </Badge>
      </Group>
      {words === null ? null : (
        <Stack gap="sm" mt="sm">
          <Text size="sm">
            <Text span fw={600}>
              {words.title}.
            </Text>{' '}
            {words.detail} {words.next}
          </Text>
          <RefusedActions entry={entry} command={command} />
        </Stack>
      )}
    </Paper>
  );
}

/** What this device has not settled with the server: waiting, or not accepted. */
export function OutboxPage() {
  const { engine } = useWorkspace();
  const entries = useEntries().filter(({ state }) => state !== 'accepted');
  const status = useSyncStatus();
  const formats = useFormats();
  const { label, detail } = syncWords(status);
  return (
    <Page
      title="Waiting to send"
      maxWidth={860}
      actions={
        <Button variant="default" leftSection={<IconRefresh size={18} />} onClick={() => engine.wake()}>
          Try now
        </Button>
      }
    >
      <Stack gap="md">
        <Alert color={status.phase === 'synced' ? 'teal' : 'blue'} title={label}>
          {detail}
          {status.syncedAt === null ? '' : ` Last in step with the server: ${formats.dateTime(status.syncedAt)}.`}
        </Alert>
        {entries.length === 0 ? (
          <Paper withBorder radius="lg">
            <EmptyState icon={<IconCircleCheck size={28} />} title="Everything is sent">
              What you do without network waits here until it is back.
            </EmptyState>
          </Paper>
        ) : (
          entries.map((entry) => <Entry key={entry.command.id} entry={entry} />)
        )}
      </Stack>
    </Page>
  );
}
