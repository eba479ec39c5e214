import type { OutboxEntry } from '@marginiq/sync/outbox-entry';
import { useMemo } from 'react';
import { useEntries } from '../../app/workspace-context.ts';

/** How many actions have no end yet: not sent, or refused and not dealt with. */
export interface Unsettled {
  waiting: number;
  refused: number;
}

export function countUnsettled(entries: readonly OutboxEntry[]): Unsettled {
  const count = (wanted: OutboxEntry['state']) => entries.filter(({ state }) => state === wanted).length;
  return { waiting: count('waiting'), refused: count('refused') };
}

export function useUnsettled(): Unsettled {
  const entries = useEntries();
  return useMemo(() => countUnsettled(entries), [entries]);
}
