import { t } from '@marginiq/ui/messages';
import type { ListedPerson } from './listed-person.ts';

/** What somebody who has left still owns, in short; nothing for everybody else. */
export function leftBehindWords({ leftBehind }: Pick<ListedPerson, 'leftBehind'>): string[] {
  if (leftBehind === null) return [];
  const { customers, open } = leftBehind;
  return [
    ...(customers === 0 ? [] : [t('adminPeople.toHandOver.customers', { count: customers })]),
    ...(open === 0 ? [] : [t('adminPeople.toHandOver.requests', { count: open })]),
  ];
}
