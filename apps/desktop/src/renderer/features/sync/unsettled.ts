import type { Command } from '@marginiq/contract/command';
import type { OutboxEntry } from '@marginiq/sync/outbox/outbox-entry';
import type { HeldBack } from '@marginiq/sync/outbox/sealed-entries';
import { useMemo } from 'react';
import { useLive } from '../../app/live.ts';
import { useEntries, useWorkspace } from '../../app/workspace-context.ts';

/** How many actions have no end yet: not sent, or refused and not dealt with. */
export interface Unsettled {
  waiting: number;
  refused: number;
  /** Not sent either, and cannot be until their key is back. */
  locked: number;
}

/** @param held what the outbox holds and cannot read: some of it has not been sent */
export function countUnsettled(entries: readonly OutboxEntry[], held: HeldBack): Unsettled {
  const count = (wanted: OutboxEntry['state']) => entries.filter(({ state }) => state === wanted).length;
  return { waiting: count('waiting'), refused: count('refused'), locked: held.lockedWaiting };
}

/** Whether the server has accepted every one of these; what they led to has not been received yet. */
export function areAllAccepted(commands: readonly Command[], entries: readonly OutboxEntry[]): boolean {
  const accepted = new Set(entries.filter(({ state }) => state === 'accepted').map(({ command }) => command.id));
  return commands.every(({ id }) => accepted.has(id));
}

export function useUnsettled(): Unsettled {
  const entries = useEntries();
  const held = useLive(useWorkspace().held);
  return useMemo(() => countUnsettled(entries, held), [entries, held]);
}
