import { readLocalRow, removeLocalRow, writeLocalRow } from '@marginiq/sync/local-state';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { onBefore } from '../../host/before-reload.ts';
import { type Draft, draftSchema } from './draft.ts';

const SAVE_AFTER_MS = 250;

export interface DraftHandle {
  /** Null until the device has answered. */
  draft: Draft | null;
  change: (draft: Draft) => void;
  /** Forgets what was kept: it was submitted, or is not wanted. */
  discard: () => Promise<void>;
  /** The last change could not be kept on the device. */
  unsaved: boolean;
}

/** What is being written, kept on this device so that a reload or a flat battery loses none of it. */
export function useDraft(key: string, initial: () => Draft): DraftHandle {
  const { database } = useWorkspace();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [unsaved, setUnsaved] = useState(false);
  const pending = useRef<{ timer: ReturnType<typeof setTimeout>; save: () => Promise<void> } | null>(null);
  const makeInitial = useRef(initial);

  useEffect(() => {
    let current = true;
    void readLocalRow(database, key).then((row) => {
      const kept = draftSchema.safeParse(row);
      if (current) setDraft(kept.success ? kept.data : makeInitial.current());
    });
    return () => {
      current = false;
      // Leaving the screen saves at once what was typed last.
      if (pending.current !== null) {
        clearTimeout(pending.current.timer);
        void pending.current.save();
        pending.current = null;
      }
    };
  }, [database, key]);

  // A reload that the program itself brings about waits for it.
  useEffect(() => onBefore('reload', async () => pending.current?.save()), []);

  const change = useCallback(
    (next: Draft) => {
      setDraft(next);
      if (pending.current !== null) clearTimeout(pending.current.timer);
      const save = () =>
        writeLocalRow(database, key, next).then(
          () => setUnsaved(false),
          () => setUnsaved(true),
        );
      const timer = setTimeout(() => {
        pending.current = null;
        void save();
      }, SAVE_AFTER_MS);
      pending.current = { timer, save };
    },
    [database, key],
  );

  const discard = useCallback(async () => {
    if (pending.current !== null) clearTimeout(pending.current.timer);
    pending.current = null;
    await removeLocalRow(database, key);
    setDraft(makeInitial.current());
  }, [database, key]);

  return { draft, change, discard, unsaved };
}
