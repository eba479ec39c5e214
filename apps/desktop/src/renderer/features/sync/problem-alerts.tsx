import { Alert, Button, Group, Text } from '@mantine/core';
import type { Command } from '@marginiq/contract/command';
import type { Refusal } from '@marginiq/contract/outcome';
import type { RequestView } from '@marginiq/sync/overlay';
import { statusLabel } from '@marginiq/ui/components/status-badge';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { commandWords } from './command-words.ts';
import { refusalWords } from './refusal-words.ts';

function current({ current: stands }: Refusal): string {
  return stands === null
    ? ''
    : ` What stands now: revision ${stands.revision}, ${statusLabel(stands.status).toLowerCase()}.`;
}

function Refused({ command, refusal }: { command: Command; refusal: Refusal }) {
  const { outbox } = useWorkspace();
  const { title, detail, next } = refusalWords(refusal);
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={`Not accepted: ${title}`} role="alert" data-testid="refused">
      <Text size="sm">
        {commandWords(command)}: {detail}
        {current(refusal)}
      </Text>
      <Group justify="space-between" mt="sm">
        <Text size="sm" fw={500}>
          {next}
        </Text>
        <Button size="xs" variant="default" onClick={() => void outbox.dismiss(command.id)}>
          Understood, discard
        </Button>
      </Group>
    </Alert>
  );
}

/** Commands on this request that the server refused, or that this device sees it will refuse. */
export function ProblemAlerts({ view }: { view: RequestView }) {
  return (
    <>
      {view.refused.map(({ command, outcome }) =>
        outcome.refusal === null ? null : <Refused key={command.id} command={command} refusal={outcome.refusal} />,
      )}
      {view.doomed.map(({ command, refusal }) => (
        <Alert key={command.id} color="orange" icon={<IconAlertTriangle />} title={refusalWords(refusal).title}>
          <Text size="sm">
            “{commandWords(command)}” waits to be sent, but will not be accepted: things changed meanwhile.
          </Text>
        </Alert>
      ))}
    </>
  );
}
