import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconPencilOff } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { focusHeading, isFocusLost } from '../../app/focus.ts';
import type { DecisionDraft } from '../request/decision-draft.ts';
import { typedParts } from './overtaken.ts';

interface Props {
  /** What became of the request. */
  title: string;
  draft: DecisionDraft;
  onDismiss: () => void;
}

/** Takes the place of a decision that can no longer be made, with the typed text, to read and copy. */
export function OvertakenNotice({ title, draft, onDismiss }: Props) {
  const place = useRef<HTMLDivElement>(null);
  // Not its button: who is still typing would dismiss it.
  useEffect(() => {
    if (isFocusLost()) place.current?.focus({ preventScroll: true });
  }, []);
  const dismiss = () => {
    onDismiss();
    focusHeading();
  };
  return (
    <Alert
      ref={place}
      tabIndex={-1}
      color="orange"
      icon={<IconPencilOff />}
      title={title}
      role="alert"
      data-testid="overtaken"
    >
      <Stack gap="xs" style={{ overflowWrap: 'anywhere' }}>
        <Text size="sm">{t('decision.overtakenDetail')}</Text>
        {typedParts(draft).map(({ label, text }) => (
          <div key={label}>
            <Text size="xs" c="dimmed">
              {label}
            </Text>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap', userSelect: 'text' }}>
              {text}
            </Text>
          </div>
        ))}
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={dismiss}>
            {t('decision.overtakenDismiss')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
