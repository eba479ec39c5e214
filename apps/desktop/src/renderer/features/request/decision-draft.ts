import type { CommandEnvelope } from '@marginiq/contract/command';
import { cleanProse } from '@marginiq/contract/prose';
import { z } from 'zod';
import { DISCOUNT } from './number-rules.ts';
import { textOfValue } from './parse-number.ts';
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

export const DECISION_PREFIX = 'decision:';
export const decisionKey = (requestId: string): string => `${DECISION_PREFIX}${requestId}`;

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
  const suggestion = suggestedDiscountBp === null ? '' : textOfValue(suggestedDiscountBp, DISCOUNT.decimals, locale);
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

/** @param base what both began with: whichever still has it was not changed */
function joinedValue<T>(mine: T, theirs: T, { base, both }: { base: T; both: (mine: T, theirs: T) => T }): T {
  if (mine === base || mine === theirs) return theirs;
  return theirs === base ? mine : both(mine, theirs);
}

/** What two windows made of the same decision. A text that both changed is kept twice; of two choices, the own counts. */
export function joined(mine: DecisionDraft, theirs: DecisionDraft, base: DecisionDraft): DecisionDraft {
  const own = <T>(value: T) => value;
  const reasonOf = (choice: Choice) =>
    joinedValue(mine.reasons[choice], theirs.reasons[choice], {
      base: base.reasons[choice],
      both: (text, other) => bothTexts(text, other),
    });
  return {
    choice: joinedValue(mine.choice, theirs.choice, { base: base.choice, both: own }),
    seen: joinedValue(mine.seen, theirs.seen, { base: base.seen, both: Math.min }),
    reasons: { approve: reasonOf('approve'), adjust: reasonOf('adjust'), reject: reasonOf('reject') },
    suggestion: joinedValue(mine.suggestion, theirs.suggestion, { base: base.suggestion, both: own }),
  };
}
