import type { Evaluation } from '@marginiq/contract/evaluation';
import { isCountable, priceItems } from '@marginiq/domain/assess';
import { evaluate } from '@marginiq/domain/evaluate';
import { type Granted, Grants } from '@marginiq/domain/granted';
import type { Knowledge } from '@marginiq/sync/database/local-data';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { useMemo } from 'react';
import { systemNow } from '../../app/workspace.ts';
import { useKnowledge, useRequests, useWorkspace } from '../../app/workspace-context.ts';
import {
  type Draft,
  type Missing,
  missingInLines,
  NOTHING_UNCLEAR,
  type Unclear,
  whatIsMissing,
  wishedItems,
} from './draft.ts';
import type { DraftForm } from './draft-form.ts';
import { useDraftPart } from './use-draft-form.ts';

export type Lacking =
  | Missing
  | { what: 'customerGone' | 'tooLarge' | 'rules' }
  | { what: 'lineProductGone'; line: number; key: string };

export interface Assessment {
  /** Null while a line that was begun is not complete, or words chose nothing: half a request has no verdict. */
  evaluation: Evaluation | null;
  /** What must be done before it can be submitted; with an evaluation, only a discount can be missing. */
  lacking: Lacking | null;
}

type Lines = Pick<Draft, 'customerId' | 'items'>;
/** The lines, and what is in the form's fields but not in the draft. */
type Shown = Lines & { unclear: Unclear };

/** Who asks, and what the customer was granted before. */
interface Asking {
  ownerId: string;
  grantedTo: (customerId: string, knowledge: Knowledge) => Granted | null;
}

/** This device's evaluation of the form's content, and what is missing. */
function assess(
  { customerId, items, unclear }: Shown,
  { ownerId, grantedTo }: Asking,
  knowledge: Knowledge,
): Assessment {
  const nothing = (lacking: Lacking): Assessment => ({ evaluation: null, lacking });
  const { reference, customers, products } = knowledge;
  const lines = { customerId, items, justification: '' };
  const missing = whatIsMissing(lines, unclear, products);
  if (missing !== null && missing.what !== 'discount') return nothing(missing);
  const customer = customers.get(customerId ?? '');
  if (customer === undefined) return nothing({ what: 'customerGone' });
  const gone = items.findIndex(({ productId }) => productId !== null && !products.has(productId));
  if (gone >= 0) return nothing({ what: 'lineProductGone', line: gone + 1, key: items[gone]?.key ?? '' });

  const { ruleSet, governance, statistics } = reference;
  const owner = reference.people.get(ownerId);
  const priced = priceItems(wishedItems(lines, products), products);
  if (owner === undefined || priced === null || ruleSet === null || governance === null || statistics === null) {
    return nothing({ what: 'rules' });
  }
  const granted = grantedTo(customer.id, knowledge);
  const evaluation = evaluate(priced, { customer, owner, products, ruleSet, governance, statistics, granted });
  if (!isCountable(evaluation)) return nothing({ what: 'tooLarge' });
  return { evaluation, lacking: missing };
}

/** The assessment of a form's content, worked out once for every component that asks. */
export class Assessor {
  #last: { shown: Shown; knowledge: Knowledge | null; assessment: Assessment } | null = null;
  readonly #asking: Asking;

  /**
   * @param views the requests of this device, whose sums count; a new assessor for others
   * @param revises the request that is revised, which does not count beside itself
   */
  constructor(ownerId: string, views: readonly RequestView[] = [], revises: string | null = null) {
    let grants: Grants | null = null;
    this.#asking = {
      ownerId,
      grantedTo: (customerId, { reference: { governance } }) => {
        grants ??= new Grants(views.map(({ request }) => request));
        return grants.to(customerId, { requestId: revises, now: systemNow(), governance });
      },
    };
  }

  of({ customerId, items }: Lines, knowledge: Knowledge | null, unclear = NOTHING_UNCLEAR): Assessment {
    const last = this.#last;
    const isSame =
      last?.shown.items === items && last.shown.customerId === customerId && last.shown.unclear === unclear;
    if (isSame && last.knowledge === knowledge) return last.assessment;
    const shown = { customerId, items, unclear };
    const assessment =
      knowledge === null
        ? { evaluation: null, lacking: missingInLines({ items }, unclear) ?? ({ what: 'rules' } as const) }
        : assess(shown, this.#asking, knowledge);
    this.#last = { shown, knowledge, assessment };
    return assessment;
  }
}

export function useAssessor(form: DraftForm): Assessor {
  const { actor } = useWorkspace();
  const views = useRequests();
  return useMemo(
    () => new Assessor(actor.userId, views ?? [], form.kept().revises?.requestId ?? null),
    [actor, views, form],
  );
}

/**
 * With each key pressed in a line; a letter of the justification changes nothing here.
 * @param select what of it is looked at; the same for the same assessment
 */
export function useAssessment<T>(form: DraftForm, assessor: Assessor, select: (assessment: Assessment) => T): T {
  const knowledge = useKnowledge();
  return useDraftPart(form, (draft) => select(assessor.of(draft, knowledge, form.unclear())));
}
