import type { AuditEntry } from '@marginiq/contract/audit';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { shownDiscountBp } from '@marginiq/domain/shown-discount';

/** What of a request an audit entry shows before and after. */
export function auditedRequest(request: DiscountRequest | null): AuditEntry['before'] {
  if (request === null) return null;
  const { revision, status, sale, customerName, evaluation } = request;
  return {
    revision,
    status,
    sale,
    customer: customerName,
    items: request.items.map(({ productId, name, quantity, unit = null, discountBp }) => ({
      productId,
      name,
      quantity,
      unit,
      discountBp,
    })),
    netMinor: evaluation.total.netMinor,
    discountBp: shownDiscountBp(request),
    marginBp: evaluation.total.marginBp,
    verdict: evaluation.verdict,
    requiredApprover: evaluation.requiredApprover,
  };
}

/** What of a request an audit entry shows after a step, with the words that the step was done with. */
export function auditedStep(before: DiscountRequest | null, after: DiscountRequest | null): AuditEntry['after'] {
  const step = after?.steps.slice(before?.steps.length ?? 0).findLast(({ note }) => note !== null);
  if (step === undefined) return auditedRequest(after);
  const { note, suggestedDiscountBp } = step;
  const suggested = suggestedDiscountBp === null ? {} : { suggestedDiscountBp };
  return { ...auditedRequest(after), note, ...suggested };
}
