import type { Actor, DiscountRequest, RequestItem, SaleResult } from '@marginiq/contract/discount-request';
import type { Evaluation } from '@marginiq/contract/evaluation';
import type { Instant } from '@marginiq/contract/scalars';

interface Common {
  by: Actor;
  at: Instant;
}

/** What happened to a request. `decide` makes them, `apply` is the only code that turns them into a document. */
export type RequestEvent =
  | (Common & { type: 'submitted'; request: Omit<DiscountRequest, 'seq' | 'steps'> })
  | (Common & {
      type: 'revised';
      items: RequestItem[];
      justification: string;
      evaluation: Evaluation;
      expiresAt: Instant;
    })
  | (Common & { type: 'autoApproved'; validUntil: Instant })
  | (Common & { type: 'approved'; note: string | null; validUntil: Instant })
  | (Common & { type: 'rejected'; reason: string })
  | (Common & { type: 'adjustmentRequested'; reason: string; suggestedDiscountBp: number | null })
  | (Common & { type: 'withdrawn' })
  | (Common & { type: 'expired' })
  | (Common & { type: 'saleRecorded'; sale: SaleResult })
  | (Common & { type: 'handedOver'; to: { userId: string; name: string; teamId: string } });
