import { useCallback, useRef, useState } from 'react';
import { useFocusAfterAction } from './focus.ts';

export interface Action {
  busy: boolean;
  /** Runs the work, unless one that was begun before has not ended: then nothing happens, as for a double click. */
  run: (work: () => Promise<void>) => Promise<void>;
}

/** One thing at a time, for the buttons of one action. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  // Two clicks may come before React has drawn the button as busy.
  const running = useRef(false);
  const keepFocus = useFocusAfterAction();
  const run = useCallback(
    async (work: () => Promise<void>) => {
      if (running.current) return;
      running.current = true;
      keepFocus();
      setBusy(true);
      try {
        await work();
      } finally {
        running.current = false;
        setBusy(false);
      }
    },
    [keepFocus],
  );
  return { busy, run };
}
