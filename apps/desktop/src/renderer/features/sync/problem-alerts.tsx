import { Alert, Button, Group, Text } from '@mantine/core';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { statusLabel } from '@marginiq/ui/components/status-badge';
import { t } from '@marginiq/ui/messages';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { focusHeading } from '../../app/focus.ts';
import { useAction } from '../../app/use-action.ts';
import { useWorkspace } from '../../app/workspace-context.ts';
import { commandWords } from './command-words.ts';
import { useReadingComplete } from './reading-complete.ts';
import { refusalWords } from './refusal-words.ts';
import { type RefusedGroup, refusedGroups } from './refused-groups.ts';

interface RefusedProps {
  group: RefusedGroup;
  /** The result known to be current; null while it includes this device's own commands. */
  current: RequestView['request'] | null;
  onDismissed: () => void;
}

function Refused({ group, current, onDismissed }: RefusedProps) {
  const { outbox } = useWorkspace();
  const { busy, run } = useAction();
  const { commands, code } = group;
  const { title: why, next } = refusalWords({ code });
  const dismiss = async () => {
    onDismissed();
    for (const { id } of commands) await outbox.dismiss(id);
  };
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle />}
      title={t('problem.refusedTimes', { count: commands.length, why })}
      role="alert"
      data-testid="refused"
    >
      <Text size="sm">{commandWords(commands[0])}</Text>
      {current === null ? null : (
        <Text size="sm">
          {t('problem.current', { revision: current.revision, status: statusLabel(current.status) })}
        </Text>
      )}
      <Group justify="space-between" mt="sm">
        <Text size="sm" fw={500}>
          {next}
        </Text>
        <Button
          size="xs"
          variant="default"
          loading={busy}
          aria-label={t('problem.dismissNamed', { why })}
          data-dismiss
          onClick={() => void run(dismiss)}
        >
          {t('problem.dismiss')}
        </Button>
      </Group>
    </Alert>
  );
}

/** Gives the focus to what follows a box that was dismissed: the next box, the previous one, or the heading. */
function useFocusAfterDismissing(count: number) {
  const place = useRef<HTMLDivElement>(null);
  const dismissed = useRef<number | null>(null);
  const before = useRef(count);
  useEffect(() => {
    const fewer = count < before.current;
    before.current = count;
    if (dismissed.current === null || !fewer) return;
    const buttons = place.current?.querySelectorAll<HTMLElement>('[data-dismiss]') ?? [];
    const next = buttons[Math.min(dismissed.current, buttons.length - 1)];
    dismissed.current = null;
    if (next === undefined) focusHeading();
    else next.focus();
  }, [count]);
  return {
    place,
    onDismissed: (index: number) => {
      dismissed.current = index;
    },
  };
}

/** Commands on this request that the server refused, or that this device sees it will refuse. */
export function ProblemAlerts({ view }: { view: RequestView }) {
  const groups = refusedGroups(view.refused);
  // Foreseen without what is still being received, a refusal may be none.
  const doomed = useReadingComplete() ? view.doomed : [];
  const { place, onDismissed } = useFocusAfterDismissing(groups.length);
  return (
    <div ref={place} style={{ display: 'contents' }}>
      {groups.map((group, index) => (
        <Refused
          key={group.commands[0].id}
          group={group}
          current={view.pending.length === 0 ? view.request : null}
          onDismissed={() => onDismissed(index)}
        />
      ))}
      {doomed.map(({ command, refusal }) => (
        <Alert
          key={command.id}
          color="orange"
          icon={<IconAlertTriangle />}
          title={refusalWords(refusal).title}
          data-testid="doomed"
        >
          <Text size="sm">{t('problem.doomed', { action: commandWords(command) })}</Text>
        </Alert>
      ))}
    </div>
  );
}
