import { Badge, Group, Timeline as MantineTimeline, Text } from '@mantine/core';
import { type RequestStep, STEP_KINDS, type StepKind } from '@marginiq/contract/discount-request';
import { known } from '@marginiq/contract/open-enum';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { t } from '@marginiq/ui/messages';
import {
  IconArrowBackUp,
  IconArrowsExchange,
  IconCheck,
  IconClockX,
  IconDots,
  IconEdit,
  IconFlag,
  IconMessageQuestion,
  IconRobot,
  IconSend,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormats } from '../../app/workspace-context.ts';
import { shownSteps } from './timeline-words.ts';

interface Look {
  icon: ReactNode;
  color?: string;
}

const LOOKS: Record<StepKind, Look> = {
  submit: { icon: <IconSend size={12} /> },
  revise: { icon: <IconEdit size={12} /> },
  autoApprove: { icon: <IconRobot size={12} />, color: 'teal' },
  approve: { icon: <IconCheck size={12} />, color: 'teal' },
  reject: { icon: <IconX size={12} />, color: 'red' },
  requestAdjustment: { icon: <IconMessageQuestion size={12} />, color: 'orange' },
  withdraw: { icon: <IconArrowBackUp size={12} />, color: 'gray' },
  expire: { icon: <IconClockX size={12} />, color: 'gray' },
  recordSale: { icon: <IconFlag size={12} /> },
  handOver: { icon: <IconArrowsExchange size={12} />, color: 'gray' },
};

const OTHER: Look = { icon: <IconDots size={12} />, color: 'gray' };

function lookOf(kind: RequestStep['kind']): Look {
  const one = known(STEP_KINDS, kind);
  return one === null ? OTHER : LOOKS[one];
}

/** What happened to a request, oldest first. The last steps may be this device's own, not confirmed yet. */
export function Timeline({ view }: { view: RequestView }) {
  const formats = useFormats();
  const steps = shownSteps(view.request, view.pending.length);
  return (
    <MantineTimeline active={steps.length} bulletSize={24} lineWidth={2} style={{ overflowWrap: 'anywhere' }}>
      {steps.map(({ step, words, isPending }) => {
        const { icon, color = 'pine' } = lookOf(step.kind);
        return (
          <MantineTimeline.Item
            key={`${step.at}-${step.kind}-${step.revision}`}
            bullet={icon}
            color={isPending ? 'orange' : color}
            lineVariant={isPending ? 'dashed' : 'solid'}
            title={
              <Group gap="xs">
                <Text size="sm" fw={500}>
                  {words}
                </Text>
                {isPending ? (
                  <Badge variant="outline" color="orange" tt="none" size="sm">
                    {t('pending.step')}
                  </Badge>
                ) : null}
              </Group>
            }
          >
            {step.note === null || step.note === '' ? null : (
              <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
                {step.note}
              </Text>
            )}
            {step.suggestedDiscountBp === null ? null : (
              <Text size="sm">{t('timeline.suggested', { discount: formats.percent(step.suggestedDiscountBp) })}</Text>
            )}
            <Text size="xs" c="dimmed" mt={2}>
              {formats.dateTime(step.at)}
            </Text>
          </MantineTimeline.Item>
        );
      })}
    </MantineTimeline>
  );
}
