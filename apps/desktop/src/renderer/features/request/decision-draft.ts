import type { CommandEnvelope } from '@marginiq/contract/command';
import { cleanProse } from '@marginiq/contract/prose';
import { z } from 'zod';
import { DISCOUNT } from './number-rules.ts';
import { formatValue } from './parse-number.ts';
import { readableArgs } from './refused-draft.ts';

export const CHOICES = ['approve', 'adjust', 'reject'] as const;
export type Choice = (typeof CHOICES)[number];

/** A decision while it is being written, for one request. What is typed for each choice is kept on its own. */
export const decisionDraftSchema = z.object({
  choice: z.enum(CHOICES).nullable(),
  /** The revision that was on the screen when it was begun (law 7). */
  seen: z.int().min(1),
  reasons: z.object({ approve: z.string(), adjust: z.string(), reject: z.string() }),
  suggestion: z.string(),
});
export type DecisionDraft = z.infer<typeof decisionDraftSchema>;

export const decisionKey = (requestId: string): string => `decision:${requestId}`;

export const noDecision = (seen: number): DecisionDraft => ({
  choice: null,
  seen,
  reasons: { approve: '', adjust: '', reject: '' },
  suggestion: '',
});

export const isNoDecision = ({ choice, reasons, suggestion }: DecisionDraft): boolean =>
  choice === null && suggestion === '' && Object.values(reasons).every((reason) => reason === '');

export const CHOICE_OF: Record<string, Choice> = {
  'request.approve': 'approve',
  'request.reject': 'reject',
  'request.requestAdjustment': 'adjust',
};

/** A refused decision, to be written again. @param locale of the company, in which numbers are written */
export function decisionOfArgs({ type, args, baseRevision }: CommandEnvelope, locale: string): DecisionDraft {
  const { note, reason, suggestedDiscountBp } = readableArgs(args);
  const draft = noDecision(Math.max(baseRevision, 1));
  const choice = CHOICE_OF[type] ?? null;
  if (choice === null) return draft;
  const text = cleanProse(choice === 'approve' ? (note ?? '') : reason);
  const suggestion = suggestedDiscountBp === null ? '' : formatValue(suggestedDiscountBp, DISCOUNT.decimals, locale);
  return { ...draft, choice, reasons: { ...draft.reasons, [choice]: text }, suggestion };
}

const bothTexts = (begun: string, refused: string): string =>
  begun === '' || refused === '' || begun.includes(refused) ? begun || refused : `${refused}\n\n${begun}`;

/** A refused decision is written again while another one has been begun for the same request: nothing typed is lost. */
export function bothDecisions(begun: DecisionDraft, refused: DecisionDraft): DecisionDraft {
  const reasonOf = (choice: Choice) => bothTexts(begun.reasons[choice], refused.reasons[choice]);
  return {
    choice: refused.choice,
    // The older one: the screen says so if the request was revised since.
    seen: Math.min(begun.seen, refused.seen),
    reasons: { approve: reasonOf('approve'), adjust: reasonOf('adjust'), reject: reasonOf('reject') },
    suggestion: begun.suggestion === '' ? refused.suggestion : begun.suggestion,
  };
}
