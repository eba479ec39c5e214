import type { Evaluation } from '@marginiq/contract/evaluation';
import { priceItems } from '@marginiq/domain/decide-submit';
import { evaluate } from '@marginiq/domain/evaluate';
import type { Knowledge } from '@marginiq/sync/local-data';
import { useMemo } from 'react';
import { useKnowledge, useWorkspace } from '../../app/workspace-context.ts';
import { type Draft, wishedItems } from './draft.ts';

function preview(draft: Draft, ownerId: string, knowledge: Knowledge): Evaluation | null {
  const { reference, customers, products } = knowledge;
  const { ruleSet, governance, statistics } = reference;
  const customer = draft.customerId === null ? undefined : customers.get(draft.customerId);
  const owner = reference.people.get(ownerId);
  const items = priceItems(wishedItems(draft), products);
  if (customer === undefined || owner === undefined || items === null || items.length === 0) return null;
  if (ruleSet === null || governance === null || statistics === null) return null;
  return evaluate(items, { customer, owner, products, ruleSet, governance, statistics });
}

/** The evaluation of what stands in the form, on this device, with each key pressed. Null while too little is known. */
export function usePreview(draft: Draft): Evaluation | null {
  const { actor } = useWorkspace();
  const knowledge = useKnowledge();
  return useMemo(
    () => (knowledge === null ? null : preview(draft, actor.userId, knowledge)),
    [draft, actor, knowledge],
  );
}
