import { localRowKeys, localRowsChanged$ } from '@marginiq/sync/database/local-state';
import { useEffect, useState } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { DECISION_PREFIX } from '../request/decision-draft.ts';

const NONE: ReadonlySet<string> = new Set();

/** The requests for which a decision was begun on this device and not sent. */
export function useBegunDecisions(): ReadonlySet<string> {
  const { database } = useWorkspace();
  const [begun, setBegun] = useState(NONE);
  useEffect(() => {
    let latest = 0;
    const changes = localRowsChanged$(database, DECISION_PREFIX).subscribe({
      next: () => {
        latest += 1;
        const mine = latest;
        localRowKeys(database, DECISION_PREFIX).then(
          (keys) => {
            if (mine === latest) setBegun(new Set(keys.map((key) => key.slice(DECISION_PREFIX.length))));
          },
          // The storage is closed or failing: the next change reads again.
          () => undefined,
        );
      },
      error: () => undefined,
    });
    return () => {
      latest = Number.NaN;
      changes.unsubscribe();
    };
  }, [database]);
  return begun;
}
