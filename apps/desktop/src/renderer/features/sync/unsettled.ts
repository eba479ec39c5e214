import type { Command } from '@marginiq/contract/command';
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

/** Whether the server has accepted every one of these; what they led to has not been received yet. */
export function areAllAccepted(commands: readonly Command[], entries: readonly OutboxEntry[]): boolean {
  const accepted = new Set(entries.filter(({ state }) => state === 'accepted').map(({ command }) => command.id));
  return commands.every(({ id }) => accepted.has(id));
}

export function useUnsettled(): Unsettled {
  const entries = useEntries();
  return useMemo(() => countUnsettled(entries), [entries]);
}
