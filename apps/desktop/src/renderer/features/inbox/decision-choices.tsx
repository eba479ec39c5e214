import { Button, Group } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconCheck, IconMessageQuestion, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Choice } from '../request/decision-draft.ts';

interface Props {
  /** What says why approving is off; null while it is on. */
  faultId: string | null;
  /** The choice that was just left: its button has the focus again. */
  left: Choice | null;
  onChoose: (choice: Choice) => void;
}

/** The ways to decide. */
export function DecisionChoices({ faultId, left, onChoose }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const first = useRef(left);
  useEffect(() => {
    if (first.current === null) return;
    const buttons = place.current?.querySelectorAll<HTMLButtonElement>('button:enabled') ?? [];
    const same = [...buttons].find(({ dataset }) => dataset.choice === first.current);
    (same ?? buttons[0])?.focus();
  }, []);
  return (
    <Group ref={place}>
      <Button
        color="teal.9"
        leftSection={<IconCheck size={18} />}
        disabled={faultId !== null}
        aria-describedby={faultId ?? undefined}
        data-choice="approve"
        onClick={() => onChoose('approve')}
      >
        {t('decision.approve')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconMessageQuestion size={18} />}
        data-choice="adjust"
        onClick={() => onChoose('adjust')}
      >
        {t('decision.adjust')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconX size={18} />}
        data-choice="reject"
        onClick={() => onChoose('reject')}
      >
        {t('decision.reject')}
      </Button>
    </Group>
  );
}
