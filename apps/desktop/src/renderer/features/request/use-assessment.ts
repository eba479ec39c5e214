import type { Evaluation } from '@marginiq/contract/evaluation';
import { priceItems } from '@marginiq/domain/decide-submit';
import { evaluate } from '@marginiq/domain/evaluate';
import type { Knowledge } from '@marginiq/sync/local-data';
import { useMemo } from 'react';
import { useKnowledge, useWorkspace } from '../../app/workspace-context.ts';
import { type Draft, type Missing, missingInLines, whatIsMissing, wishedItems } from './draft.ts';
import type { DraftForm } from './draft-form.ts';
import { useDraftPart } from './use-draft-form.ts';

export type Lacking =
  | Missing
  | { what: 'customerGone' | 'tooLarge' | 'rules' }
  | { what: 'lineProductGone'; line: number; key: string };

export interface Assessment {
  /** Null while a line that was begun is not complete: half a request has no verdict. */
  evaluation: Evaluation | null;
  /** What has to be done before it can be submitted; with an evaluation, only a discount can be missing. */
  lacking: Lacking | null;
}

type Lines = Pick<Draft, 'customerId' | 'items'>;

/** This device's evaluation of the form's content, and what is missing. */
export function assess({ customerId, items }: Lines, ownerId: string, knowledge: Knowledge): Assessment {
  const nothing = (lacking: Lacking): Assessment => ({ evaluation: null, lacking });
  const { reference, customers, products } = knowledge;
  const lines = { customerId, items, justification: '' };
  const missing = whatIsMissing(lines);
  if (missing !== null && missing.what !== 'discount') return nothing(missing);
  const customer = customers.get(customerId ?? '');
  if (customer === undefined) return nothing({ what: 'customerGone' });
  const gone = items.findIndex(({ productId }) => productId !== null && !products.has(productId));
  if (gone >= 0) return nothing({ what: 'lineProductGone', line: gone + 1, key: items[gone]?.key ?? '' });

  const { ruleSet, governance, statistics } = reference;
  const owner = reference.people.get(ownerId);
  const priced = priceItems(wishedItems(lines), products);
  if (owner === undefined || priced === null || ruleSet === null || governance === null || statistics === null) {
    return nothing({ what: 'rules' });
  }
  const evaluation = evaluate(priced, { customer, owner, products, ruleSet, governance, statistics });
  const { listMinor, costMinor } = evaluation.total;
  if (!Number.isSafeInteger(listMinor) || !Number.isSafeInteger(costMinor)) return nothing({ what: 'tooLarge' });
  return { evaluation, lacking: missing };
}

/** The assessment of a form's content, worked out once for every component that asks. */
export class Assessor {
  #last: { lines: Lines; knowledge: Knowledge | null; assessment: Assessment } | null = null;
  readonly #ownerId: string;

  constructor(ownerId: string) {
    this.#ownerId = ownerId;
  }

  of({ customerId, items }: Lines, knowledge: Knowledge | null): Assessment {
    const last = this.#last;
    if (last?.lines.items === items && last.lines.customerId === customerId && last.knowledge === knowledge) {
      return last.assessment;
    }
    const assessment =
      knowledge === null
        ? { evaluation: null, lacking: missingInLines({ items }) ?? ({ what: 'rules' } as const) }
        : assess({ customerId, items }, this.#ownerId, knowledge);
    this.#last = { lines: { customerId, items }, knowledge, assessment };
    return assessment;
  }
}

export function useAssessor(): Assessor {
  const { actor } = useWorkspace();
  return useMemo(() => new Assessor(actor.userId), [actor]);
}

/**
 * With each key pressed in a line; a letter of the justification changes nothing here.
 * @param select what of it is looked at; the same for the same assessment
 */
export function useAssessment<T>(form: DraftForm, assessor: Assessor, select: (assessment: Assessment) => T): T {
  const knowledge = useKnowledge();
  return useDraftPart(form, (draft) => select(assessor.of(draft, knowledge)));
}
