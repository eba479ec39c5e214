import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { Command } from '@marginiq/contract/command';
import { requestCode } from '@marginiq/domain/request-code';
import type { OutboxEntry } from '@marginiq/sync/outbox/outbox-entry';
import { commandOf } from '@marginiq/sync/replica/overlay';
import { t } from '@marginiq/ui/messages';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAction } from '../../app/use-action.ts';
import { useFormats, useKnowledge, useRequests, useSyncStatus } from '../../app/workspace-context.ts';
import { useRefused } from '../request/use-refused.ts';
import { type ActionSubject, actionSubject } from './action-subject.ts';
import { commandWords } from './command-words.ts';
import { refusalWords } from './refusal-words.ts';
import { waitingReason } from './sync-words.ts';

interface ActionsProps {
  entry: OutboxEntry;
  command: Command | null;
  /** Its name, for the labels of the buttons. */
  action: string;
  onGone: () => void;
}

function RefusedActions({ entry, command, action, onGone }: ActionsProps) {
  const { editAgain, discard } = useRefused();
  const { busy, run } = useAction();
  const edit = editAgain(entry);
  return (
    <Group gap="xs">
      {edit === null ? null : (
        <Button
          size="xs"
          loading={busy}
          aria-label={t('outbox.editNamed', { edit: edit.label, action })}
          onClick={() => void run(edit.open)}
        >
          {edit.label}
        </Button>
      )}
      {command === null || command.type === 'request.submit' ? null : (
        <Button
          size="xs"
          variant="light"
          renderRoot={(props) => (
            <Link
              {...props}
              to="/requests/$requestId"
              params={{ requestId: command.args.requestId }}
              state={{ from: 'outbox' }}
            />
          )}
          aria-label={t('outbox.seeRequestNamed', { code: requestCode(command.args.requestId) })}
        >
          {t('outbox.seeRequest')}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        loading={busy}
        data-discard
        aria-label={t('outbox.discardNamed', { action })}
        onClick={() =>
          void run(async () => {
            onGone();
            await discard(entry);
          })
        }
      >
        {t('outbox.discard')}
      </Button>
    </Group>
  );
}

/** The customer and the amount, as far as they are known. */
function Subject({ subject: { customer, netMinor } }: { subject: ActionSubject }) {
  const formats = useFormats();
  return (
    <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }} data-testid="action-subject">
      {netMinor === null ? customer : t('outbox.subject', { customer, amount: formats.money(netMinor) })}
    </Text>
  );
}

interface Props {
  entry: OutboxEntry;
  /** Said below its name, if there is more to say than what it is. */
  note?: ReactNode;
  onGone?: () => void;
}

/** An action that has no end yet: waiting, or not accepted, with what can be done about it. */
export function UnsettledEntry({ entry, note, onGone = () => undefined }: Props) {
  const formats = useFormats();
  const status = useSyncStatus();
  const command = commandOf(entry);
  const action = commandWords(command);
  const knowledge = useKnowledge();
  const requests = useRequests();
  const subject = knowledge === null ? null : actionSubject(command, requests ?? [], knowledge);
  const refusal = entry.outcome?.refusal ?? null;
  const words = refusal === null ? null : refusalWords(refusal);
  return (
    <Paper withBorder radius="lg" p="lg" data-testid={`outbox-${entry.state}`}>
      <Group justify="space-between" align="flex-start">
        <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Text fw={600}>{action}</Text>
          {subject === null ? null : <Subject subject={subject} />}
          {note}
          <Text size="sm" c="dimmed">
            {formats.dateTime(entry.command.madeAt)}
          </Text>
        </div>
        <Badge color={words === null ? 'orange' : 'red'} variant="light" tt="none">
          {words === null ? waitingReason(status) : t('outbox.notAccepted')}
        </Badge>
      </Group>
      {words === null ? null : (
        <Stack gap="sm" mt="sm">
          <div>
            <Text size="sm" fw={600}>
              {words.title}
            </Text>
            <Text size="sm">{words.next}</Text>
          </div>
          <RefusedActions {...{ entry, command, action, onGone }} />
        </Stack>
      )}
    </Paper>
  );
}
