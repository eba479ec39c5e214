import { useEffect, useState } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';

/** Whether every action on the screen is on the disk too: only then may it be said that nothing was lost. */
export function useNothingLost(): boolean {
  const { outbox, entries } = useWorkspace();
  const [isKept, setKept] = useState(false);
  useEffect(() => {
    let left = false;
    const shown = entries.get().map(({ command }) => command.id);
    outbox.entries().then(
      (stored) => {
        const there = new Set(stored.map(({ command }) => command.id));
        if (!left) setKept(shown.every((id) => there.has(id)));
      },
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [outbox, entries]);
  return isKept;
}
