import { readLocalRow, removeLocalRow, writeLocalRow } from '@marginiq/sync/database/local-state';
import type { LocalRxDatabase } from '@marginiq/sync/database/row';
import { type DecisionDraft, decisionDraftSchema, decisionKey, isNoDecision } from './decision-draft.ts';
import { afterWriting } from './draft-lock.ts';

/** The decision on a request that is being written on this device; null if there is none. */
export async function readDecision(database: LocalRxDatabase, requestId: string): Promise<DecisionDraft | null> {
  return decisionDraftSchema.safeParse(await readLocalRow(database, decisionKey(requestId))).data ?? null;
}

export function writeDecision(database: LocalRxDatabase, requestId: string, draft: DecisionDraft): Promise<void> {
  const key = decisionKey(requestId);
  return isNoDecision(draft) ? removeLocalRow(database, key) : writeLocalRow(database, key, draft);
}

/** Does the work while no other window of this device reads or writes the same decision. */
export function decisionTurn(requestId: string, work: () => Promise<void>): Promise<void> {
  if (navigator.locks === undefined) return work();
  return afterWriting(navigator.locks, `marginiq-${decisionKey(requestId)}:writing`, work);
}
