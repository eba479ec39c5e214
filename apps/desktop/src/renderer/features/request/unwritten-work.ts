import type { LocalRxDatabase } from '@marginiq/sync/database/row';
import { z } from 'zod';
import { type DecisionDraft, decisionDraftSchema, joined, noDecision } from './decision-draft.ts';
import { isEmpty } from './draft.ts';
import { decisionTurn, readDecision, writeDecision } from './kept-decision.ts';
import { type KeptDraft, keptDraftSchema, readDraft, removeDraft, writeDraft } from './kept-draft.ts';

/** What is noted of a draft or a decision when the page is left before it was written. */
const noteSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('draft'), kept: keptDraftSchema }),
  z.object({
    of: z.literal('decision'),
    requestId: z.uuidv7(),
    typed: decisionDraftSchema,
    /** The text that it replaced. */
    base: decisionDraftSchema,
  }),
]);
type Note = z.infer<typeof noteSchema>;

export const draftNote = (kept: KeptDraft): Note => ({ of: 'draft', kept });

export const decisionNote = (requestId: string, row: { typed: DecisionDraft; base: DecisionDraft }): Note => ({
  of: 'decision',
  requestId,
  ...row,
});

async function adoptDraft(database: LocalRxDatabase, kept: KeptDraft): Promise<void> {
  const stored = await readDraft(database, kept.id);
  // Written after all, or in another window since.
  if (stored !== null && stored.changedAt > kept.changedAt) return;
  if (isEmpty(kept.draft) && kept.revises === null) await removeDraft(database, kept.id);
  else await writeDraft(database, kept);
}

/** Writes what was noted. What is no such note is left alone: another version wrote it. */
export async function adoptWork(database: LocalRxDatabase, row: unknown): Promise<void> {
  const { data: note } = noteSchema.safeParse(row);
  if (note === undefined) return;
  if (note.of === 'draft') {
    await adoptDraft(database, note.kept);
    return;
  }
  const { requestId, typed, base } = note;
  await decisionTurn(requestId, async () => {
    const stored = (await readDecision(database, requestId)) ?? noDecision(base.seen);
    await writeDecision(database, requestId, joined(typed, stored, base));
  });
}
