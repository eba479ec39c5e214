import type { AuditEntry } from '@marginiq/contract/audit';
import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';

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
    discountBp: evaluation.total.discountBp,
    marginBp: evaluation.total.marginBp,
    verdict: evaluation.verdict,
    requiredApprover: evaluation.requiredApprover,
  };
}

/** An entry about nothing in particular, to be filled in. */
export function auditEntry(
  required: Pick<AuditEntry, 'id' | 'companyId' | 'at' | 'action'> & { actor: Actor },
  rest: Partial<AuditEntry> = {},
): AuditEntry {
  return {
    deviceId: null,
    commandId: null,
    requestId: null,
    result: 'accepted',
    refusal: null,
    before: null,
    after: null,
    versions: null,
    ...required,
    ...rest,
  };
}
