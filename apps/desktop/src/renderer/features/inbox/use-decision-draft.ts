import { localRowsChanged$ } from '@marginiq/sync/database/local-state';
import type { LocalRxDatabase } from '@marginiq/sync/database/row';
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { onBefore } from '../../host/before-reload.ts';
import { type DecisionDraft, decisionKey, noDecision } from '../request/decision-draft.ts';
import { decisionTurn, readDecision, writeDecision } from '../request/kept-decision.ts';
import { decisionNote } from '../request/unwritten-work.ts';
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

function sharedDecision(database: LocalRxDatabase, requestId: string, revision: number): SharedDecision {
  return new SharedDecision(noDecision(revision), {
    read: () => readDecision(database, requestId),
    write: (draft) => writeDecision(database, requestId, draft),
    inTurn: (work) => decisionTurn(requestId, work),
  });
}

/** A decision that is being written, kept on this device until it is sent: leaving the screen loses none of it. */
export function useDecisionDraft(requestId: string, revision: number): DecisionHandle {
  const { database, unwritten } = useWorkspace();
  const first = useRef(revision);
  const decision = useMemo(() => sharedDecision(database, requestId, first.current), [database, requestId]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const save = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    return decision.save();
  }, [decision]);

  useEffect(() => {
    void decision.look();
    const changes = localRowsChanged$(database, decisionKey(requestId)).subscribe({
      next: () => void decision.look(),
      // A database that is closed under the program: it is opened again, and read again.
      error: () => undefined,
    });
    // The page may be left before it is written.
    const release = unwritten.hold(() => {
      const row = decision.unwritten();
      return row === null ? null : decisionNote(requestId, row);
    });
    // A reload that the program itself brings about waits for it.
    const stopListening = onBefore('reload', save);
    // Before another window of this person can be typed into.
    window.addEventListener('blur', save);
    document.addEventListener('visibilitychange', save);
    return () => {
      void save().then(release);
      changes.unsubscribe();
      stopListening();
      window.removeEventListener('blur', save);
      document.removeEventListener('visibilitychange', save);
    };
  }, [database, decision, requestId, save, unwritten]);

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
