import type { Outcome } from '@marginiq/contract/outcome';
import type { PushReply } from '@marginiq/contract/push';
import type { OutboxEntry } from './outbox-entry.ts';

/**
 * What a push's answer changes of the outbox's entries: those with an outcome are settled, and those that still wait are
 * renumbered if they do not follow the server's next number.
 * @param entries in the order of their numbers
 */
export function settledBy(entries: readonly OutboxEntry[], { outcomes, nextDeviceSeq }: PushReply): OutboxEntry[] {
  const byId = new Map(outcomes.map((outcome) => [outcome.commandId, outcome]));
  const changed: OutboxEntry[] = [];
  let expected = nextDeviceSeq;
  for (const entry of entries) {
    const outcome = byId.get(entry.command.id);
    // Another window gave it up as one that cannot be sent, while this one sent it: what the server says counts.
    const isOverruled = entry.state === 'refused' && outcome?.status === 'accepted';
    if (entry.state !== 'waiting' && !isOverruled) continue;
    if (outcome !== undefined) changed.push({ ...entry, state: outcome.status, outcome });
    else {
      if (entry.command.deviceSeq !== expected) {
        changed.push({ ...entry, command: { ...entry.command, deviceSeq: expected } });
      }
      expected += 1;
    }
  }
  return changed;
}

/** The entry as this device refuses it, for a command that can never be sent. */
export function refusedHere(entry: OutboxEntry, refusal: NonNullable<Outcome['refusal']>, decidedAt: string) {
  const outcome: Outcome = {
    commandId: entry.command.id,
    deviceSeq: entry.command.deviceSeq,
    status: 'refused',
    refusal,
    requestId: null,
    revision: null,
    requestStatus: null,
    changedInputs: [],
    decidedAt,
  };
  return { ...entry, state: outcome.status, outcome } satisfies OutboxEntry;
}
