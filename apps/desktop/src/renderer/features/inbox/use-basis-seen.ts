import type { ApprovalBasis } from '@marginiq/contract/evaluation';
import { isSameBasis } from '@marginiq/domain/approval';
import { useCallback, useState } from 'react';

interface BasisSeen {
  /** The current basis of an approval is not the one on the screen when the approval was begun. */
  isChanged: boolean;
  /** The person has looked at what it rests on now. */
  lookAgain: () => void;
}

/** Whether what an approval rests on changed while it is being written. @param basis null while none is */
export function useBasisSeen(basis: ApprovalBasis | null): BasisSeen {
  const [seen, setSeen] = useState(basis);
  // What is on the screen when an approval is begun counts as seen; when it is left, nothing does.
  if ((seen === null) !== (basis === null)) setSeen(basis);
  const isChanged = seen !== null && basis !== null && !isSameBasis(seen, basis);
  const lookAgain = useCallback(() => setSeen(basis), [basis]);
  return { isChanged, lookAgain };
}
