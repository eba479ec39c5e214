import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { v7 } from 'uuid';
import { systemNow } from '../../app/workspace.ts';
import { useWorkspace } from '../../app/workspace-context.ts';
import { onBefore } from '../../host/before-reload.ts';
import type { Draft } from './draft.ts';
import { DraftForm } from './draft-form.ts';
import { holdDraft } from './draft-lock.ts';
import { type DraftPorts, type KeptDraft, newKeptDraft, readDraft, removeDraft, writeDraft } from './kept-draft.ts';
import type { OnUnclear } from './search-field.tsx';
import { draftNote } from './unwritten-work.ts';

export const DRAFT_PORTS: DraftPorts = { now: systemNow, newId: () => v7() };

export type OpenDraft =
  | { state: 'opening' }
  /** Another window has it open. */
  | { state: 'elsewhere'; takeOver: () => void }
  | { state: 'failed' }
  | { state: 'open'; form: DraftForm };

const ELSEWHERE_AFTER_MS = 800;
/** Without locks, nobody takes a draft over. */
const NEVER = new AbortController().signal;

/**
 * Opens a draft for this window alone. While another window has it, it is waited for.
 * @param initial what the form starts with if the device has no draft with this id
 */
export function useDraftForm(
  id: string,
  initial: Omit<NonNullable<Parameters<typeof newKeptDraft>[1]>, 'id'>,
): OpenDraft {
  const { database, unwritten, adoptUnwritten } = useWorkspace();
  const [opened, setOpened] = useState<OpenDraft>({ state: 'opening' });
  const [takeovers, setTakeovers] = useState(0);
  // Read once: what arrives later must not overwrite what is being typed.
  const begin = useRef(initial);

  useEffect(() => {
    const ended = new AbortController();
    let form: DraftForm | null = null;
    const elsewhere = () => setOpened({ state: 'elsewhere', takeOver: () => setTakeovers((before) => before + 1) });
    const waited = setTimeout(elsewhere, ELSEWHERE_AFTER_MS);

    const work = async (taken: AbortSignal) => {
      clearTimeout(waited);
      if (ended.signal.aborted) return;
      // A window that was just left may have noted more than it could write.
      await adoptUnwritten().catch(() => undefined);
      const kept = await readDraft(database, id);
      if (ended.signal.aborted) return;
      const opening = new DraftForm(kept ?? newKeptDraft(DRAFT_PORTS, { ...begin.current, id }), kept !== null, {
        now: systemNow,
        write: (next) => writeDraft(database, next),
        remove: (gone) => removeDraft(database, gone),
      });
      form = opening;
      setOpened({ state: 'open', form });
      const release = unwritten.hold(() => {
        const row = opening.unwritten();
        return row === null ? null : draftNote(row);
      });
      const over = AbortSignal.any([ended.signal, taken]);
      await new Promise<void>((resolve) => {
        if (over.aborted) resolve();
        else over.addEventListener('abort', () => resolve(), { once: true });
      });
      // The next window reads what this one has written.
      await form.flush();
      release();
    };
    const lost = (error: unknown) => {
      if (ended.signal.aborted) return;
      if (error instanceof DOMException && error.name === 'AbortError') elsewhere();
      else setOpened({ state: 'failed' });
    };
    const holding = { takeOver: takeovers > 0, signal: ended.signal, work };
    if (navigator.locks === undefined) work(NEVER).catch(lost);
    else holdDraft(navigator.locks, id, holding).catch(lost);

    const flush = () => void form?.flush();
    document.addEventListener('visibilitychange', flush);
    // A reload that the program itself brings about waits for it.
    const stopListening = onBefore('reload', async () => form?.flush());
    return () => {
      clearTimeout(waited);
      ended.abort();
      setOpened({ state: 'opening' });
      document.removeEventListener('visibilitychange', flush);
      stopListening();
    };
  }, [database, id, takeovers, unwritten, adoptUnwritten]);
  return opened;
}

/** A part of the form's content. `select` gives the same for the same draft: a string, an item, the items. */
export function useDraftPart<T>(form: DraftForm, select: (draft: Draft) => T): T {
  return useSyncExternalStore(
    form.watch,
    useCallback(() => select(form.draft()), [form, select]),
  );
}

/** The words that chose nothing in a part of the form, and how to change them. */
export function useUnclear(form: DraftForm, part: string): [string | null, OnUnclear] {
  const words = useSyncExternalStore(
    form.watch,
    useCallback(() => form.unclear().get(part) ?? null, [form, part]),
  );
  return [words, useCallback<OnUnclear>((changed, state) => form.setUnclear(part, changed, state), [form, part])];
}

export const useUnsaved = (form: DraftForm): boolean => useSyncExternalStore(form.watch, form.unsaved);
export const useKept = (form: DraftForm): KeptDraft => useSyncExternalStore(form.watch, form.kept);
