import { readLocalRow, removeLocalRow, writeLocalRow } from '@marginiq/sync/local-state';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { onBefore } from '../../host/before-reload.ts';
import {
  type DecisionDraft,
  decisionDraftSchema,
  decisionKey,
  isNoDecision,
  noDecision,
} from '../request/decision-draft.ts';

const SAVE_AFTER_MS = 250;

export interface DecisionHandle {
  /** Null until the device has answered. */
  draft: DecisionDraft | null;
  change: (change: Partial<DecisionDraft>) => void;
  /** It was sent or dismissed: nothing of it is kept. */
  forget: () => void;
  /** The last change could not be kept on the device. */
  unsaved: boolean;
}

/** A decision that is being written, kept on this device until it is sent: leaving the screen loses none of it. */
export function useDecisionDraft(requestId: string, revision: number): DecisionHandle {
  const { database } = useWorkspace();
  const key = decisionKey(requestId);
  const [draft, setDraft] = useState<DecisionDraft | null>(null);
  const [unsaved, setUnsaved] = useState(false);
  const current = useRef<DecisionDraft | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const first = useRef(revision);

  const save = useCallback(async () => {
    if (timer.current === null) return;
    clearTimeout(timer.current);
    timer.current = null;
    const kept = current.current;
    const written =
      kept === null || isNoDecision(kept) ? removeLocalRow(database, key) : writeLocalRow(database, key, kept);
    // The text is still on the screen, and is written again with the next letter.
    await written.then(
      () => setUnsaved(false),
      () => setUnsaved(true),
    );
  }, [database, key]);

  const set = useCallback(
    (next: DecisionDraft) => {
      current.current = next;
      setDraft(next);
      timer.current ??= setTimeout(() => void save(), SAVE_AFTER_MS);
    },
    [save],
  );

  useEffect(() => {
    let open = true;
    const begin = (row: unknown) => {
      const kept = decisionDraftSchema.safeParse(row);
      const begun = kept.success ? kept.data : noDecision(first.current);
      if (!open) return;
      current.current = begun;
      setDraft(begun);
    };
    readLocalRow(database, key).then(begin, () => begin(null));
    // A reload that the program itself brings about waits for it.
    const stopListening = onBefore('reload', save);
    window.addEventListener('pagehide', save);
    document.addEventListener('visibilitychange', save);
    return () => {
      open = false;
      void save();
      stopListening();
      window.removeEventListener('pagehide', save);
      document.removeEventListener('visibilitychange', save);
    };
  }, [database, key, save]);

  const change = useCallback(
    (part: Partial<DecisionDraft>) => {
      if (current.current !== null) set({ ...current.current, ...part });
    },
    [set],
  );
  const forget = useCallback(() => {
    set(noDecision(first.current));
    // At once: another window of this device must not take it for one that is still being written.
    void save();
  }, [set, save]);
  return { draft, change, forget, unsaved };
}
