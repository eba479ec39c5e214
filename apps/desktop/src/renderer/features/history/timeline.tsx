import { Timeline as MantineTimeline, Text } from '@mantine/core';
import type { DiscountRequest, RequestStep } from '@marginiq/contract/discount-request';
import {
  IconArrowBackUp,
  IconCheck,
  IconClockX,
  IconEdit,
  IconFlag,
  IconMessageQuestion,
  IconRobot,
  IconSend,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormats } from '../../app/workspace-context.ts';

const LOOKS: Record<RequestStep['kind'], { words: string; icon: ReactNode; color?: string }> = {
  submit: { words: 'submitted', icon: <IconSend size={12} /> },
  revise: { words: 'revised', icon: <IconEdit size={12} /> },
  autoApprove: { words: 'approved by the rules', icon: <IconRobot size={12} />, color: 'teal' },
  approve: { words: 'approved', icon: <IconCheck size={12} />, color: 'teal' },
  reject: { words: 'rejected', icon: <IconX size={12} />, color: 'red' },
  requestAdjustment: { words: 'asked for an adjustment', icon: <IconMessageQuestion size={12} />, color: 'orange' },
  withdraw: { words: 'withdrew it', icon: <IconArrowBackUp size={12} />, color: 'gray' },
  expire: { words: 'closed it: nobody decided in time', icon: <IconClockX size={12} />, color: 'gray' },
  recordSale: { words: 'recorded how the sale ended', icon: <IconFlag size={12} /> },
};

/** What happened to a request, oldest first. The last steps may be this device's own, not sent yet. */
export function Timeline({ request, pendingSteps }: { request: DiscountRequest; pendingSteps: number }) {
  const formats = useFormats();
  const sent = request.steps.length - pendingSteps;
  return (
    <MantineTimeline active={request.steps.length} bulletSize={24} lineWidth={2}>
      {request.steps.map((step, index) => {
        const { words, icon, color = 'pine' } = LOOKS[step.kind];
        const pending = index >= sent;
        return (
          <MantineTimeline.Item
            key={`${step.at}-${step.kind}-${step.revision}`}
            bullet={icon}
            color={pending ? 'orange' : color}
            lineVariant={pending ? 'dashed' : 'solid'}
            title={
              <Text size="sm" fw={500}>
                {step.by.role === 'system' ? 'MarginIQ' : step.by.name} {words}
                {step.kind === 'recordSale' ? `: ${request.sale}` : ''}
                {step.kind === 'revise' ? ` · revision ${step.revision}` : ''}
                {pending ? ' · not sent yet' : ''}
              </Text>
            }
          >
            {step.note === null || step.note === '' ? null : <Text size="sm">{step.note}</Text>}
            {step.suggestedDiscountBp === null ? null : (
              <Text size="sm">Suggested discount: {formats.percent(step.suggestedDiscountBp)}</Text>
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
