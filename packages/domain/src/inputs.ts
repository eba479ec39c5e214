import type { EvaluationInputs } from '@marginiq/contract/evaluation';
import type { ChangedInput } from '@marginiq/contract/outcome';

/** Which inputs differ between what the device evaluated with and what the server did. */
export function changedInputs(seen: EvaluationInputs, used: EvaluationInputs): ChangedInput[] {
  const changed: ChangedInput[] = [];
  if (seen.rulesVersion !== used.rulesVersion) changed.push('rules');
  if (seen.governanceVersion !== used.governanceVersion) changed.push('governance');
  if (seen.statisticsVersion !== used.statisticsVersion) changed.push('statistics');
  if (seen.customerSeq !== used.customerSeq) changed.push('customer');
  if (seen.ownerSeq !== used.ownerSeq) changed.push('salesperson');
  const products = new Set([...Object.keys(seen.productSeqs), ...Object.keys(used.productSeqs)]);
  if ([...products].some((id) => seen.productSeqs[id] !== used.productSeqs[id])) changed.push('product');
  // Programs that did not add up, and approvals, name none.
  if ((seen.grantedMark ?? used.grantedMark ?? 0) !== (used.grantedMark ?? seen.grantedMark ?? 0))
    changed.push('granted');
  return changed;
}
