import type { AppRouter } from '@marginiq/server/router';
import { t, textForCode } from '@marginiq/ui/messages';
import { isTRPCClientError } from '@trpc/client';
import { failureWords } from '../session/failure-words.ts';

type Left = NonNullable<Extract<ReturnType<typeof dataOf>, { left?: unknown }>['left']>[number];

const dataOf = (error: unknown) => (isTRPCClientError<AppRouter>(error) ? error.data : undefined);

/** What a change would leave undecided, where that is why it was refused; otherwise null. */
export const leftBy = (error: unknown): readonly Left[] | null => dataOf(error)?.left ?? null;

/** One of them as a sentence. What a newer server names is said in general. */
export function leftSentence(left: Left): string {
  const count = 'open' in left ? left.open : 0;
  return textForCode('adminPeople.left', left.code, { ...left, count }) ?? t('adminPeople.left.unknown');
}

/** Why a change of this person was not saved. */
export function refusalSentence(error: unknown, name: string): string {
  const refusal = dataOf(error)?.adminRefusal;
  if (refusal === undefined) return failureWords(error);
  return textForCode('adminPeople.refusal', refusal ?? 'unknown', { name }) ?? t('adminPeople.refusal.unknown');
}
