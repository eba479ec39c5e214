import type { Command } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Governance } from '@marginiq/contract/governance';
import type { Instant } from '@marginiq/contract/scalars';
import { isApproved } from './status.ts';

/** What a customer was granted recently, apart from the request that is being evaluated. */
export interface Granted {
  listMinor: number;
  /** Tells which requests were added up, and nothing else of them: whoever sees this may not see those. */
  mark: number;
}

export const NOTHING_GRANTED: Granted = { listMinor: 0, mark: 0 };

const DAY_MS = 86_400_000;
export const DEFAULT_WINDOW_DAYS = 7;

const isGranted = (request: Pick<DiscountRequest, 'status' | 'sale'>): boolean =>
  isApproved(request) && request.sale !== 'lost';

/** FNV-1a: the same on every device, and short enough that thousands of them add up exactly. */
function markOf({ id, revision }: Pick<DiscountRequest, 'id' | 'revision'>): number {
  let hash = 0x811c9dc5;
  for (const letter of `${id}:${revision}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

/** As much of a request as is added up. */
export type Grant = Pick<DiscountRequest, 'id' | 'customerId' | 'status' | 'sale' | 'revision'> & {
  steps: readonly Pick<DiscountRequest['steps'][number], 'kind' | 'at'>[];
  evaluation: { total: Pick<DiscountRequest['evaluation']['total'], 'listMinor'> };
};

interface Asked {
  /** The request that is being evaluated. */
  requestId: string | null;
  now: Instant;
  governance: Pick<Governance, 'autoApproval'> | null;
}

/**
 * Approved requests by customer. One deal cut into slices stays under a limit slice by slice, so what a customer was granted
 * within the company's window is added up.
 */
export class Grants {
  readonly #byCustomer = new Map<string, Map<string, Grant>>();

  constructor(requests: Iterable<Grant> = []) {
    for (const request of requests) this.put(request);
  }

  /** The request as it is now: one that is not approved, or whose sale was lost, is not added up any more. */
  put(request: Grant): void {
    const { id, customerId } = request;
    const known = this.#byCustomer.get(customerId);
    if (!isGranted(request)) known?.delete(id);
    else if (known === undefined) this.#byCustomer.set(customerId, new Map([[id, request]]));
    else known.set(id, request);
  }

  to(customerId: string, { requestId, now, governance }: Asked): Granted {
    const days = governance?.autoApproval.windowDays ?? DEFAULT_WINDOW_DAYS;
    const since = new Date(Date.parse(now) - days * DAY_MS).toISOString();
    let { listMinor, mark } = NOTHING_GRANTED;
    for (const request of this.#byCustomer.get(customerId)?.values() ?? []) {
      const approval = request.steps.findLast(({ kind }) => kind === 'approve' || kind === 'autoApprove');
      if (request.id === requestId || approval === undefined || approval.at < since) continue;
      listMinor += request.evaluation.total.listMinor;
      mark += markOf(request);
    }
    return { listMinor, mark };
  }
}

/** Whether a decision on this command adds up what the customer was granted. Whatever a person decides needs no sum. */
export const needsGrants = ({ type }: Pick<Command, 'type'>): boolean =>
  type === 'request.submit' || type === 'request.revise';
