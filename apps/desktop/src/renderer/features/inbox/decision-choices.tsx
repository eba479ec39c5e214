import { Button, Group } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconCheck, IconMessageQuestion, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Choice } from '../request/decision-draft.ts';

interface Props {
  /** The choices that are disabled. */
  off: readonly Choice[];
  /** What says why; null while everything is on. */
  faultId: string | null;
  /** The choice that was just left: its button has the focus again. */
  left: Choice | null;
  onChoose: (choice: Choice) => void;
}

/** The ways to decide. */
export function DecisionChoices({ off, faultId, left, onChoose }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const first = useRef(left);
  useEffect(() => {
    if (first.current === null) return;
    const buttons = place.current?.querySelectorAll<HTMLButtonElement>('button:enabled') ?? [];
    const same = [...buttons].find(({ dataset }) => dataset.choice === first.current);
    (same ?? buttons[0])?.focus();
  }, []);
  const state = (choice: Choice) => {
    const isOff = off.includes(choice);
    const why = isOff && faultId !== null ? { 'aria-describedby': faultId } : {};
    return { disabled: isOff, 'data-choice': choice, onClick: () => onChoose(choice), ...why };
  };
  return (
    <Group ref={place}>
      <Button color="teal.9" leftSection={<IconCheck size={18} />} {...state('approve')}>
        {t('decision.approveOpen')}
      </Button>
      <Button variant="default" leftSection={<IconMessageQuestion size={18} />} {...state('adjust')}>
        {t('decision.adjustOpen')}
      </Button>
      <Button variant="default" leftSection={<IconX size={18} />} {...state('reject')}>
        {t('decision.rejectOpen')}
      </Button>
    </Group>
  );
}
