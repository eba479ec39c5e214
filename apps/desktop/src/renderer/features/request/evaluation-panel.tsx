import { Alert, Badge, Divider, Group, Paper, Progress, Stack, Text, ThemeIcon } from '@mantine/core';
import type { Evaluation, Violation } from '@marginiq/contract/evaluation';
import { t } from '@marginiq/ui/messages';
import { IconCircleCheck, IconForbid2, IconUserCheck } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import { useFormats, useKnowledge } from '../../app/workspace-context.ts';
import { breachLabel, type VerdictWords, verdictWords, violationDetail, violationLabel } from './evaluation-words.ts';
import { MarginFigure } from './margin-figure.tsx';

const VERDICT_ICONS: Record<Evaluation['verdict'], ReactNode> = {
  autoApprove: <IconCircleCheck />,
  review: <IconUserCheck />,
  refuse: <IconForbid2 />,
};
const BREACH_COLORS: Record<Violation['onBreach'], string> = { manager: 'blue', admin: 'orange', forbid: 'red' };
const TABULAR = { fontVariantNumeric: 'tabular-nums' } as const;

/** Small plain records of an evaluation: it is made anew with each key, mostly with the same parts. */
const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

const Row = memo(function Row({ label, value, strong = false }: { label: string; value: string; strong?: boolean }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" c={strong ? undefined : 'dimmed'} fw={strong ? 600 : undefined}>
        {label}
      </Text>
      <Text size="sm" fw={strong ? 700 : 500} ta="right" style={TABULAR}>
        {value}
      </Text>
    </Group>
  );
});

const LimitExceeded = memo(
  function LimitExceeded({ violation }: { violation: Violation }) {
    const formats = useFormats();
    const product = useKnowledge()?.products.get(violation.productId ?? '');
    const detail = violationDetail(violation, formats);
    return (
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
        <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Text size="sm" fw={500}>
            {violationLabel(violation)}
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
  },
  (a, b) => same(a.violation, b.violation),
);

function riskColor(score: number): string {
  return score < 35 ? 'teal' : score < 65 ? 'yellow' : 'red';
}

interface FactorProps {
  code: Evaluation['risk']['factors'][number]['code'];
  points: number;
  maxPoints: number;
}

const RiskFactor = memo(function RiskFactor({ code, points, maxPoints }: FactorProps) {
  return (
    <Group justify="space-between" title={t('verdict.riskPoints', { points, max: maxPoints })}>
      <Text size="xs" c="dimmed">
        {t(`riskFactor.${code}`)}
      </Text>
      <Text size="xs" c="dimmed" style={TABULAR}>
        +{points}
      </Text>
    </Group>
  );
});

const RiskMeter = memo(
  function RiskMeter({ risk }: { risk: Evaluation['risk'] }) {
    const { score } = risk;
    return (
      <Stack gap={6}>
        <Group justify="space-between">
          <Text size="sm" fw={600}>
            {t('verdict.risk')}
          </Text>
          <Text size="sm" fw={700} style={TABULAR}>
            {t('verdict.riskScore', { score })}
          </Text>
        </Group>
        <Progress value={score} color={riskColor(score)} aria-label={t('verdict.riskLabel', { score })} />
        <Stack gap={2} mt={2}>
          {risk.factors.map((factor) => (
            <RiskFactor key={factor.code} {...factor} />
          ))}
        </Stack>
      </Stack>
    );
  },
  (a, b) => same(a.risk, b.risk),
);

const Verdict = memo(
  function Verdict({ words, verdict }: { words: VerdictWords; verdict: Evaluation['verdict'] }) {
    return (
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
    );
  },
  (a, b) => same(a, b),
);

/** Margin, who must approve, the limits exceeded and the risk, together. */
export const EvaluationPanel = memo(function EvaluationPanel(props: {
  evaluation: Evaluation;
  title: string;
  open: boolean;
}) {
  const { evaluation, title, open } = props;
  const formats = useFormats();
  const { total, violations, risk, verdict } = evaluation;
  return (
    <Paper withBorder p="lg" radius="lg" data-testid="evaluation">
      <Stack gap="md">
        <Text fw={650}>{title}</Text>
        <MarginFigure total={total} />
        <Stack gap={6}>
          <Row label={t('verdict.listPrice')} value={formats.money(total.listMinor)} />
          <Row
            label={t('verdict.discount', { percent: formats.percent(total.discountBp) })}
            value={`−${formats.money(total.listMinor - total.netMinor)}`}
          />
          <Row label={t('verdict.customerPays')} value={formats.money(total.netMinor)} strong />
        </Stack>
        <Verdict words={verdictWords(evaluation, open)} verdict={verdict} />
        {violations.length > 0 ? (
          <Stack gap="sm">
            <Text size="sm" fw={600}>
              {t('verdict.limits')}
            </Text>
            {violations.map((violation) => (
              <LimitExceeded
                key={`${violation.ruleId}-${violation.code}-${violation.productId}`}
                violation={violation}
              />
            ))}
          </Stack>
        ) : null}
        <Divider />
        <RiskMeter risk={risk} />
      </Stack>
    </Paper>
  );
});

/** What stands in the panel's place while there is too little to evaluate. */
export const EvaluationPlaceholder = memo(function EvaluationPlaceholder({ missing }: { missing: string }) {
  return (
    <Paper withBorder p="lg" radius="lg" data-testid="evaluation-missing">
      <Group wrap="nowrap" align="flex-start">
        <ThemeIcon variant="light" color="gray" size="lg" radius="xl">
          <IconUserCheck size={18} />
        </ThemeIcon>
        <div role="status">
          <Text fw={600}>{t('requestForm.placeholderTitle')}</Text>
          <Text size="sm">{missing}</Text>
          <Text size="sm" c="dimmed" mt={4}>
            {t('requestForm.placeholderDetail')}
          </Text>
        </div>
      </Group>
    </Paper>
  );
});
