import { localRowsChanged$ } from '@marginiq/sync/database/local-state';
import type { OutboxEntry } from '@marginiq/sync/outbox/outbox-entry';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import { useEntries, useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { DRAFT_PREFIX, type KeptDraft, readDrafts, removeDraft } from './kept-draft.ts';
import { DRAFT_PORTS } from './use-draft-form.ts';

/** The drafts as last read, so that when Back leads to a list it has its former height immediately. */
export interface DraftMemory {
  last: KeptDraft[] | null;
}
export const DraftMemoryContext = createContext<DraftMemory>({ last: null });

/** The draft was submitted, and only taking it away has failed. */
export function isSubmitted(
  { id, commandId, revises }: KeptDraft,
  requests: readonly RequestView[],
  entries: readonly OutboxEntry[],
): boolean {
  if (entries.some(({ command }) => command.id === commandId)) return true;
  return revises === null && requests.some(({ request }) => request.id === id);
}

/**
 * All drafts on this device that were not submitted, newest change first; null until they are read.
 * @param first what is given until then: for choosing one of them nothing, as one of those remembered may be discarded since
 */
export function useDrafts(first: 'remembered' | 'nothing' = 'remembered'): KeptDraft[] | null {
  const { database } = useWorkspace();
  const requests = useRequests();
  const entries = useEntries();
  const memory = useContext(DraftMemoryContext);
  const [drafts, setDrafts] = useState(first === 'nothing' ? null : memory.last);

  useEffect(() => {
    let latest = 0;
    const subscription = localRowsChanged$(database, DRAFT_PREFIX).subscribe(() => {
      latest += 1;
      const mine = latest;
      readDrafts(database, DRAFT_PORTS).then(
        (read) => {
          if (mine !== latest) return;
          memory.last = read;
          setDrafts(read);
        },
        // The storage is closed or failing: the next change reads again.
        () => undefined,
      );
    });
    return () => {
      latest = Number.NaN;
      subscription.unsubscribe();
    };
  }, [database, memory]);

  const [open, over] = useMemo(() => {
    const submitted = (kept: KeptDraft) => isSubmitted(kept, requests ?? [], entries);
    return [drafts?.filter((kept) => !submitted(kept)) ?? null, drafts?.filter(submitted) ?? []];
  }, [drafts, requests, entries]);
  useEffect(() => {
    for (const { id } of over) void removeDraft(database, id).catch(() => undefined);
  }, [database, over]);
  return open;
}
