import type { RequestItem } from '@marginiq/contract/discount-request';
import { type Evaluation, VERDICTS, type Violation } from '@marginiq/contract/evaluation';
import { known } from '@marginiq/contract/open-enum';
import type { Formats } from '@marginiq/ui/format';
import { t, textForCode } from '@marginiq/ui/messages';

export interface VerdictWords {
  color: string;
  title: string;
  detail: string;
}

function refusedDetail({ violations }: Evaluation): string {
  const first = violations.find(({ onBreach }) => onBreach === 'forbid');
  if (first?.code === 'customerBlocked') return t('verdict.refuseOpenBlocked');
  return t(first?.code === 'productDiscontinued' ? 'verdict.refuseOpenDiscontinued' : 'verdict.refuseOpenDetail');
}

/**
 * Who must approve and why, in words.
 * @param open false for a request that has been decided: then it is said of the past
 */
export function verdictWords(evaluation: Evaluation, open: boolean): VerdictWords {
  const { verdict, requiredApprover, violations, holdReasons } = evaluation;
  if (verdict === 'refuse') {
    const detail = open ? refusedDetail(evaluation) : t('verdict.refuseClosedDetail');
    return { color: 'red', title: t(open ? 'verdict.refuseOpen' : 'verdict.refuseClosed'), detail };
  }
  if (verdict === 'autoApprove') {
    const detail = t(open ? 'verdict.autoOpenDetail' : 'verdict.autoClosedDetail');
    return { color: 'teal', title: t(open ? 'verdict.autoOpen' : 'verdict.autoClosed'), detail };
  }
  if (known(VERDICTS, verdict) === null) {
    return { color: 'gray', title: t('verdict.other'), detail: t('verdict.otherDetail') };
  }
  const admin = requiredApprover === 'admin';
  const title = open
    ? t(admin ? 'verdict.adminOpen' : 'verdict.managerOpen')
    : t(admin ? 'verdict.adminClosed' : 'verdict.managerClosed');
  const detail =
    violations.length > 0
      ? t(open ? 'verdict.exceedsOpen' : 'verdict.exceedsClosed')
      : holdReasons.map((reason) => textForCode('holdReason', reason) ?? t('holdReason.other')).join(' ');
  return { color: admin ? 'orange' : 'blue', title, detail };
}

export const breachLabel = ({ onBreach }: Violation): string => t(`breach.${onBreach}`);

/** The name of a limit: a rule's is given by the company, the others have fixed ones. */
export function violationLabel({ code, label }: Violation): string {
  if (code === 'productDiscontinued') return t('breach.productDiscontinued', { name: label });
  return label;
}

/** Which limit it is, and the line that exceeds it where there are several. */
export function violationOf(violation: Violation, items: readonly Pick<RequestItem, 'productId' | 'name'>[]): string {
  const limit = violationLabel(violation);
  const product = items.length > 1 ? items.find(({ productId }) => productId === violation.productId)?.name : undefined;
  if (product === undefined || violation.code === 'productDiscontinued') return limit;
  return t('breach.ofProduct', { limit, product });
}

/** The numbers behind an exceeded limit. */
export function violationDetail({ code, limitBp, actualBp }: Violation, formats: Formats): string | null {
  if (limitBp === null || actualBp === null) return null;
  const numbers = { actual: formats.percent(actualBp), limit: formats.percent(limitBp) };
  return t(code === 'minimumMargin' ? 'breach.minimumMargin' : 'breach.discountLimit', numbers);
}
