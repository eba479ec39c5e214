import type { AppRouter } from '@marginiq/server/router';
import { t, textForCode } from '@marginiq/ui/messages';
import { isTRPCClientError } from '@trpc/client';
import { failureWords } from '../session/failure-words.ts';

/** Something that a change would leave undecided. */
export type Left = NonNullable<Extract<ReturnType<typeof dataOf>, { left?: unknown }>['left']>[number];

const dataOf = (error: unknown) => (isTRPCClientError<AppRouter>(error) ? error.data : undefined);

/** What a change would leave undecided, where that is why it was refused; otherwise null. */
export const leftBy = (error: unknown): readonly Left[] | null => dataOf(error)?.left ?? null;

/** One of them as a sentence. What a newer server names is said in general. */
export function leftSentence(left: Left): string {
  const count = 'open' in left ? left.open : 'customers' in left ? left.customers : 0;
  return textForCode('adminPeople.left', left.code, { ...left, count }) ?? t('adminPeople.left.unknown');
}

/** Whether it was refused because the person would be in no team. */
export const isTeamMissing = (error: unknown): boolean => dataOf(error)?.adminRefusal === 'needsTeam';

/** Why a change of this person was not saved. */
export function refusalSentence(error: unknown, name: string): string {
  const data = dataOf(error);
  const refusal = data?.adminRefusal;
  if (refusal === undefined) return failureWords(error);
  return (
    textForCode('adminPeople.refusal', refusal ?? 'unknown', { name, request: data?.request }) ??
    t('adminPeople.refusal.unknown')
  );
}
