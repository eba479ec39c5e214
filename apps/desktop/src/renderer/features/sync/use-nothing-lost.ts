import { areStored } from '@marginiq/sync/database/are-stored';
import { useEffect, useMemo, useState } from 'react';
import { useEntries, useSyncStatus, useWorkspace } from '../../app/workspace-context.ts';

/**
 * Whether every action on the screen that has no end yet is on the disk too: only then may it be said that nothing was lost.
 * Looked up again with each action and each fault.
 */
export function useNothingLost(): boolean {
  const { database } = useWorkspace();
  const entries = useEntries();
  const { phase, fault } = useSyncStatus();
  const state = `${phase} ${fault}`;
  const shown = useMemo(
    () => entries.filter((entry) => entry.state !== 'accepted').map(({ command }) => command.id),
    [entries],
  );
  // What was found, and for which state: until it is looked up again nothing is known.
  const [checked, setChecked] = useState<{ shown: readonly string[]; state: string; isKept: boolean } | null>(null);
  useEffect(() => {
    let left = false;
    const tell = (isKept: boolean) => {
      if (!left) setChecked({ shown, state, isKept });
    };
    areStored(database, shown).then(tell, () => tell(false));
    return () => {
      left = true;
    };
  }, [database, shown, state]);
  return checked !== null && checked.shown === shown && checked.state === state && checked.isKept;
}
