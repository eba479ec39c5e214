import type { DiscountRequest, RequestStep } from '@marginiq/contract/discount-request';
import type { RequestEvent } from './request-event.ts';

function step(
  kind: RequestStep['kind'],
  revision: number,
  event: RequestEvent,
  extra: Partial<Pick<RequestStep, 'note' | 'suggestedDiscountBp' | 'handOver'>> = {},
): RequestStep {
  return {
    kind,
    revision,
    by: event.by,
    at: event.at,
    note: extra.note ?? null,
    suggestedDiscountBp: extra.suggestedDiscountBp ?? null,
    ...(extra.handOver ? { handOver: extra.handOver } : {}),
  };
}

function moved(request: DiscountRequest, status: DiscountRequest['status'], added: RequestStep): DiscountRequest {
  return { ...request, status, changedAt: added.at, steps: [...request.steps, added] };
}

/**
 * The document after an event. Used by the server to make the document it stores and by the client's overlay to
 * show a pending command; `seq` is the server's to set and keeps its old value here.
 *
 * @throws TypeError when an event other than `submitted` meets no request: a bug in the caller, never bad input.
 */
export function apply(request: DiscountRequest | null, event: RequestEvent): DiscountRequest {
  if (event.type === 'submitted') {
    return { ...event.request, seq: 0, steps: [step('submit', event.request.revision, event)] };
  }
  if (request === null) throw new TypeError(`apply: "${event.type}" without a request`);
  const { revision } = request;
  switch (event.type) {
    case 'revised': {
      const next = { ...request, revision: revision + 1, justification: event.justification };
      return moved(
        { ...next, items: event.items, evaluation: event.evaluation, expiresAt: event.expiresAt },
        'underReview',
        step('revise', revision + 1, event),
      );
    }
    case 'autoApproved':
      return {
        ...moved(request, 'autoApproved', step('autoApprove', revision, event)),
        approvedUntil: event.validUntil,
      };
    case 'approved':
      return {
        ...moved(request, 'approved', step('approve', revision, event, { note: event.note })),
        approvedUntil: event.validUntil,
      };
    case 'rejected':
      return moved(request, 'rejected', step('reject', revision, event, { note: event.reason }));
    case 'adjustmentRequested':
      return moved(
        request,
        'adjustmentRequested',
        step('requestAdjustment', revision, event, {
          note: event.reason,
          suggestedDiscountBp: event.suggestedDiscountBp,
        }),
      );
    case 'withdrawn':
      return moved(request, 'withdrawn', step('withdraw', revision, event));
    case 'expired':
      return moved(request, 'expired', step('expire', revision, event));
    case 'saleRecorded':
      return { ...moved(request, request.status, step('recordSale', revision, event)), sale: event.sale };
    case 'handedOver': {
      const { userId: ownerId, name: ownerName, teamId } = event.to;
      const handOver = { from: request.ownerName, to: ownerName };
      const next = moved(request, request.status, step('handOver', revision, event, { handOver }));
      return { ...next, ownerId, ownerName, teamId };
    }
  }
}

export function applyAll(request: DiscountRequest | null, events: readonly RequestEvent[]): DiscountRequest | null {
  return events.reduce<DiscountRequest | null>(apply, request);
}
