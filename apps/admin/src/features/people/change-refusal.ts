import type { ActionRefusal, LeftUndecided } from '@marginiq/contract/action-refusal';
import { callErrorIn } from '@marginiq/contract/call-error';
import type { AppRouter } from '@marginiq/server/procedures/router';
import { t, textForCode } from '@marginiq/ui/messages';
import { isTRPCClientError } from '@trpc/client';
import { failureWords } from '../session/failure-words.ts';

/** Something that a change would leave undecided. */
export type Left = LeftUndecided;

function refusalOf(error: unknown): ActionRefusal | undefined {
  const told = isTRPCClientError<AppRouter>(error) ? callErrorIn(error.data) : null;
  return told?.code === 'actionRefused' ? told.action : undefined;
}

/** What a change would leave undecided, if it was refused for that; otherwise null. */
export function leftBy(error: unknown): readonly Left[] | null {
  const refusal = refusalOf(error);
  return refusal?.code === 'leftUndecided' ? refusal.left : null;
}

/** One of them as a sentence. What a newer server names is said in general. */
export function leftSentence(left: Left): string {
  const count = 'open' in left ? left.open : 'customers' in left ? left.customers : 0;
  return textForCode('adminPeople.left', left.code, { ...left, count }) ?? t('adminPeople.left.unknown');
}

/** Whether it was refused because the person would be in no team. */
export const isTeamMissing = (error: unknown): boolean => refusalOf(error)?.code === 'needsTeam';

/** Why a change of this person was not saved. */
export function refusalSentence(error: unknown, name: string): string {
  const refusal = refusalOf(error);
  if (refusal === undefined) return failureWords(error);
  const { code, ...given } = { name, ...refusal };
  return textForCode('adminPeople.refusal', code, given as Record<string, unknown>) ?? t('adminPeople.refusal.unknown');
}
