import { Alert, Badge, Divider, Group, Paper, Progress, Stack, Text, ThemeIcon, Tooltip } from '@mantine/core';
import type { Evaluation, Violation } from '@marginiq/contract/evaluation';
import { IconCircleCheck, IconForbid2, IconUserCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormats, useKnowledge } from '../../app/workspace-context.ts';
import { breachLabel, factorLabel, verdictWords, violationDetail } from './evaluation-words.ts';
import { MarginFigure } from './margin-figure.tsx';

const VERDICT_ICONS: Record<Evaluation['verdict'], ReactNode> = {
  autoApprove: <IconCircleCheck />,
  review: <IconUserCheck />,
  refuse: <IconForbid2 />,
};
const BREACH_COLORS: Record<Violation['onBreach'], string> = { manager: 'blue', admin: 'orange', forbid: 'red' };

function Row({ label, children, strong = false }: { label: string; children: ReactNode; strong?: boolean }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" c={strong ? undefined : 'dimmed'} fw={strong ? 600 : undefined}>
        {label}
      </Text>
      <Text size="sm" fw={strong ? 700 : 500} ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {children}
      </Text>
    </Group>
  );
}

function RuleHit({ violation }: { violation: Violation }) {
  const formats = useFormats();
  const product = useKnowledge()?.products.get(violation.productId ?? '');
  const detail = violationDetail(violation, formats);
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
      <div>
        <Text size="sm" fw={500}>
          {violation.code === 'productDiscontinued' ? `Discontinued: ${violation.label}` : violation.label}
        </Text>
        <Text size="xs" c="dimmed">
          {[product?.name, detail].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <Badge size="sm" variant="light" color={BREACH_COLORS[violation.onBreach]} tt="none" style={{ flexShrink: 0 }}>
        {breachLabel(violation)}
      </Badge>
    </Group>
  );
}

function riskColor(score: number): string {
  return score < 35 ? 'teal' : score < 65 ? 'yellow' : 'red';
}

function RiskMeter({ risk }: { risk: Evaluation['risk'] }) {
  return (
    <Stack gap={6}>
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          Risk
        </Text>
        <Text size="sm" fw={700} style={{ fontVariantNumeric: 'tabular-nums' }}>
          {risk.score} / 100
        </Text>
      </Group>
      <Progress value={risk.score} color={riskColor(risk.score)} aria-label={`Risk ${risk.score} of 100`} />
      <Stack gap={2} mt={2}>
        {risk.factors.map(({ code, points, maxPoints }) => (
          <Tooltip key={code} label={`${points} of at most ${maxPoints} points`} position="left">
            <Group justify="space-between">
              <Text size="xs" c="dimmed">
                {factorLabel(code)}
              </Text>
              <Text size="xs" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
                +{points}
              </Text>
            </Group>
          </Tooltip>
        ))}
      </Stack>
    </Stack>
  );
}

/** Margin, who must approve, the rules hit and the risk, together. */
export function EvaluationPanel({ evaluation, title, open }: { evaluation: Evaluation; title: string; open: boolean }) {
  const formats = useFormats();
  const { total, violations, risk, verdict } = evaluation;
  const words = verdictWords(evaluation, open);
  return (
    <Paper withBorder p="lg" radius="lg" data-testid="evaluation">
      <Stack gap="md">
        <Text fw={650}>{title}</Text>
        <MarginFigure total={total} />
        <Stack gap={6}>
          <Row label="List price">{formats.money(total.listMinor)}</Row>
          <Row label={`Discount ${formats.percent(total.discountBp)}`}>
            −{formats.money(total.listMinor - total.netMinor)}
          </Row>
          <Row label="Customer pays" strong>
            {formats.money(total.netMinor)}
          </Row>
        </Stack>
        <Alert
          color={words.color}
          title={words.title}
          icon={VERDICT_ICONS[verdict]}
          data-testid="verdict"
          role="status"
          variant="light"
        >
          {words.detail}
        </Alert>
        {violations.length > 0 ? (
          <Stack gap="sm">
            <Text size="sm" fw={600}>
              Rules hit
            </Text>
            {violations.map((violation) => (
              <RuleHit key={`${violation.ruleId}-${violation.code}-${violation.productId}`} violation={violation} />
            ))}
          </Stack>
        ) : null}
        <Divider />
        <RiskMeter risk={risk} />
      </Stack>
    </Paper>
  );
}

/** What stands in the panel's place while there is too little to evaluate. */
export function EvaluationPlaceholder({ missing }: { missing: string }) {
  return (
    <Paper withBorder p="lg" radius="lg">
      <Group wrap="nowrap" align="flex-start">
        <ThemeIcon variant="light" color="gray" size="lg" radius="xl">
          <IconUserCheck size={18} />
        </ThemeIcon>
        <div>
          <Text fw={600}>Margin and approval</Text>
          <Text size="sm" c="dimmed">
            {missing} Then the margin, the rules hit and who must approve show here as you type.
          </Text>
        </div>
      </Group>
    </Paper>
  );
}
