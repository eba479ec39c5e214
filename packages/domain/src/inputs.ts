import type { ReadProvisional } from '@marginiq/contract/command';
import type { EvaluationInputs } from '@marginiq/contract/evaluation';
import type { ChangedInput } from '@marginiq/contract/outcome';

type SeenInputs = NonNullable<ReadProvisional['inputs']>;

const INPUT_OF: Record<Exclude<keyof EvaluationInputs, 'productSeqs' | 'grantedMark'>, ChangedInput> = {
  rulesVersion: 'rules',
  governanceVersion: 'governance',
  statisticsVersion: 'statistics',
  customerSeq: 'customer',
  ownerSeq: 'salesperson',
};

function areSameProducts(seen: EvaluationInputs['productSeqs'], used: EvaluationInputs['productSeqs']): boolean {
  const ids = new Set([...Object.keys(seen), ...Object.keys(used)]);
  return [...ids].every((id) => seen[id] === used[id]);
}

/**
 * Which inputs differ between what the device evaluated with and what the server did. What the device does not name, or names in a
 * way that cannot be read, is not known to differ.
 */
export function changedInputs(seen: SeenInputs, used: EvaluationInputs): ChangedInput[] {
  const names = Object.keys(INPUT_OF) as (keyof typeof INPUT_OF)[];
  const changed = names.filter((name) => (seen[name] ?? used[name]) !== used[name]).map((name) => INPUT_OF[name]);
  if (!areSameProducts(seen.productSeqs ?? used.productSeqs, used.productSeqs)) changed.push('product');
  // Programs that did not add up, and approvals, name none.
  const granted = seen.grantedMark ?? used.grantedMark ?? 0;
  if (granted !== (used.grantedMark ?? granted)) changed.push('granted');
  return changed;
}
