import { notifications } from '@mantine/notifications';
import { commandOf } from '@marginiq/sync/overlay';
import type { Rewritten } from '@marginiq/sync/rewrite-lost';
import { listText, t } from '@marginiq/ui/messages';
import { commandWords } from './command-words.ts';

/** Says what became of unsent actions after the local data was closed under the program and checked again. */
export function tellRewritten({ rewritten, lost }: Rewritten): void {
  if (lost.length > 0) {
    const actions = listText(lost.map((entry) => commandWords(commandOf(entry))));
    const message = t('repair.lost', { count: lost.length, actions });
    notifications.show({ color: 'red', title: t('repair.lostTitle'), message, autoClose: false });
    return;
  }
  const { length: count } = rewritten;
  notifications.show({ color: 'teal', message: count === 0 ? t('repair.reopened') : t('repair.rewritten', { count }) });
}
