import { Group, Paper, Text, ThemeIcon } from '@mantine/core';
import { type Evaluation, VERDICTS, type Violation } from '@marginiq/contract/evaluation';
import { known } from '@marginiq/contract/open-enum';
import { t, textForCode } from '@marginiq/ui/messages';
import { IconCircleCheck, IconForbid2, IconUserCheck } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import { useFormats, useKnowledge } from '../../app/workspace-context.ts';
import { breachLabel, type VerdictWords, verdictWords, violationDetail, violationLabel } from './evaluation-words.ts';
import { MarginFigure } from './margin-figure.tsx';
import classes from './panel.module.css';

const VERDICT_ICONS: Record<(typeof VERDICTS)[number], ReactNode> = {
  autoApprove: <IconCircleCheck size={20} aria-hidden />,
  review: <IconUserCheck size={20} aria-hidden />,
  refuse: <IconForbid2 size={20} aria-hidden />,
};
const BREACH_COLORS: Record<Violation['onBreach'], string> = { manager: 'blue', admin: 'orange', forbid: 'red' };

/** The theme's tint for a light badge: readable on its own colour (WCAG asks for 4.5:1). */
const tint = (color: string) => ({
  background: `var(--mantine-color-${color}-light)`,
  color: `color-mix(in srgb, var(--mantine-color-${color}-9) 70%, black)`,
});

/** Small plain records of an evaluation: it is made again with each key press, mostly with the same parts. */
const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

const Row = memo(function Row({ label, value, strong = false }: { label: string; value: string; strong?: boolean }) {
  return (
    <div className={strong ? `${classes.row} ${classes.strong}` : classes.row}>
      <span className={classes.label}>{label}</span>
      <span className={classes.value}>{value}</span>
    </div>
  );
});

const LimitExceeded = memo(
  function LimitExceeded({ violation }: { violation: Violation }) {
    const formats = useFormats();
    const product = useKnowledge()?.products.get(violation.productId ?? '');
    const detail = violationDetail(violation, formats);
    return (
      <div className={classes.hit}>
        <div>
          {violationLabel(violation)}
          <div className={classes.small}>{[product?.name, detail].filter(Boolean).join(' · ')}</div>
        </div>
        <span className={classes.tag} style={tint(BREACH_COLORS[violation.onBreach])}>
          {breachLabel(violation)}
        </span>
      </div>
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
    <div className={`${classes.row} ${classes.small}`} title={t('verdict.riskPoints', { points, max: maxPoints })}>
      <span>{textForCode('riskFactor', code) ?? t('riskFactor.other')}</span>
      <span className={classes.value}>+{points}</span>
    </div>
  );
});

const RiskMeter = memo(
  function RiskMeter({ risk }: { risk: Evaluation['risk'] }) {
    const { score } = risk;
    return (
      <div className={classes.rows}>
        <Row label={t('verdict.risk')} value={t('verdict.riskScore', { score })} strong />
        <div
          className={classes.meter}
          role="progressbar"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={score}
          aria-label={t('verdict.riskLabel', { score })}
        >
          <div style={{ width: `${score}%`, background: `var(--mantine-color-${riskColor(score)}-6)` }} />
        </div>
        <div>
          {risk.factors.map((factor) => (
            <RiskFactor key={factor.code} {...factor} />
          ))}
        </div>
      </div>
    );
  },
  (a, b) => same(a.risk, b.risk),
);

const Verdict = memo(
  function Verdict({ words, verdict }: { words: VerdictWords; verdict: Evaluation['verdict'] }) {
    return (
      <div className={classes.verdict} style={tint(words.color)} data-testid="verdict" role="status">
        {VERDICT_ICONS[known(VERDICTS, verdict) ?? 'review']}
        <div>
          <div className={classes.verdictTitle}>{words.title}</div>
          <div className={classes.verdictDetail}>{words.detail}</div>
        </div>
      </div>
    );
  },
  (a, b) => same(a, b),
);

/** Margin, who must approve, the limits exceeded and the risk, together. */
export const EvaluationPanel = memo(function EvaluationPanel(props: {
  evaluation: Evaluation;
  /** The discount across all lines, as displayed. */
  discountBp: number;
  title: string;
  open: boolean;
  /** Nobody else here could approve it. */
  noApprover?: boolean;
  /** Why it could not be submitted as it is: then nothing says that it may pass. */
  missing?: string | null;
}) {
  const { evaluation, discountBp, title, open, noApprover = false, missing = null } = props;
  const formats = useFormats();
  const { total, violations, risk, verdict } = evaluation;
  return (
    <div className={classes.paper} data-testid="evaluation">
      <div className={classes.title}>{title}</div>
      <MarginFigure total={total} />
      <div className={classes.rows}>
        <Row label={t('verdict.listPrice')} value={formats.money(total.listMinor)} />
        <Row
          label={t('verdict.discount', { percent: formats.percent(discountBp) })}
          value={formats.money(total.netMinor - total.listMinor)}
        />
        <Row label={t('verdict.customerPays')} value={formats.money(total.netMinor)} strong />
      </div>
      {missing === null || verdict === 'refuse' ? (
        <Verdict words={verdictWords(evaluation, open)} verdict={verdict} />
      ) : (
        <Text size="sm" fw={600} role="status" data-testid="evaluation-missing">
          {missing}
        </Text>
      )}
      {noApprover ? (
        <Text size="sm" component="div" role="status" data-testid="no-approver">
          <Text size="sm" fw={600}>
            {t('verdict.noApprover')}
          </Text>
          {t('verdict.noApproverDetail')}
        </Text>
      ) : null}
      {violations.length > 0 ? (
        <div className={classes.rows}>
          <div className={`${classes.row} ${classes.strong}`}>{t('verdict.limits')}</div>
          {violations.map((violation, index) => (
            // Two lines of the same discontinued product exceed the same limit.
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is rebuilt as a whole
            <LimitExceeded key={index} violation={violation} />
          ))}
        </div>
      ) : null}
      <hr className={classes.divider} />
      <RiskMeter risk={risk} />
    </div>
  );
});

/** Shown in place of the panel while there is too little to evaluate. */
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
