import { localRowsChanged$, readLocalRow, removeLocalRow, writeLocalRow } from '@marginiq/sync/local-state';
import type { LocalRxDatabase } from '@marginiq/sync/row';
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { onBefore } from '../../host/before-reload.ts';
import {
  type DecisionDraft,
  decisionDraftSchema,
  decisionKey,
  isNoDecision,
  noDecision,
} from '../request/decision-draft.ts';
import { afterWriting } from '../request/draft-lock.ts';
import { SharedDecision } from './shared-decision.ts';

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

function sharedDecision(database: LocalRxDatabase, key: string, revision: number): SharedDecision {
  return new SharedDecision(noDecision(revision), {
    read: async () => decisionDraftSchema.safeParse(await readLocalRow(database, key)).data ?? null,
    write: (draft) => (isNoDecision(draft) ? removeLocalRow(database, key) : writeLocalRow(database, key, draft)),
    inTurn: (work) =>
      navigator.locks === undefined ? work() : afterWriting(navigator.locks, `marginiq-${key}:writing`, work),
  });
}

/** A decision that is being written, kept on this device until it is sent: leaving the screen loses none of it. */
export function useDecisionDraft(requestId: string, revision: number): DecisionHandle {
  const { database } = useWorkspace();
  const key = decisionKey(requestId);
  const first = useRef(revision);
  const decision = useMemo(() => sharedDecision(database, key, first.current), [database, key]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const save = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    return decision.save();
  }, [decision]);

  useEffect(() => {
    void decision.look();
    const changes = localRowsChanged$(database, key).subscribe({
      next: () => void decision.look(),
      // A database that is closed under the program: it is opened again, and read again.
      error: () => undefined,
    });
    // A reload that the program itself brings about waits for it.
    const stopListening = onBefore('reload', save);
    window.addEventListener('pagehide', save);
    // Before another window of this person can be typed into.
    window.addEventListener('blur', save);
    document.addEventListener('visibilitychange', save);
    return () => {
      void save();
      changes.unsubscribe();
      stopListening();
      window.removeEventListener('pagehide', save);
      window.removeEventListener('blur', save);
      document.removeEventListener('visibilitychange', save);
    };
  }, [database, decision, key, save]);

  const change = useCallback(
    (part: Partial<DecisionDraft>) => {
      decision.change(part);
      timer.current ??= setTimeout(() => void save(), SAVE_AFTER_MS);
    },
    [decision, save],
  );
  // At once: another window of this device must not take it for one that is still being written.
  const forget = useCallback(() => void decision.forget(), [decision]);
  const draft = useSyncExternalStore(decision.watch, decision.draft);
  const unsaved = useSyncExternalStore(decision.watch, decision.unsaved);
  return { draft, change, forget, unsaved };
}
