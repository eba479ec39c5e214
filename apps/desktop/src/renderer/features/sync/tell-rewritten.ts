import { notifications } from '@mantine/notifications';
import type { Rewritten } from '@marginiq/sync/database/rewrite-lost';
import { commandOf } from '@marginiq/sync/replica/overlay';
import { listText, t } from '@marginiq/ui/messages';
import { commandWords } from './command-words.ts';

/** Says what became of drafts; null if there is nothing to say. */
function draftsMessage({ drafts: { rewritten, lost } }: Rewritten): string | null {
  if (lost > 0) return t('repair.draftsLost', { count: lost });
  return rewritten > 0 ? t('repair.draftsRewritten', { count: rewritten }) : null;
}

/** Says what became of actions that cannot be read; null if there is nothing to say. */
function heldMessage({ held: { rewritten, lost } }: Rewritten): string | null {
  if (lost > 0) return t('repair.heldLost', { count: lost });
  return rewritten > 0 ? t('repair.heldRewritten', { count: rewritten }) : null;
}

/** Says what became of unsent actions and drafts after the local data was closed under the program and checked again. */
export function tellRewritten(result: Rewritten): void {
  const { rewritten, lost, held, drafts } = result;
  const aboutHeld = heldMessage(result);
  if (aboutHeld !== null) {
    const bad = { color: 'red', title: t('repair.lostTitle'), autoClose: false } as const;
    notifications.show({ ...(held.lost > 0 ? bad : { color: 'teal' }), message: aboutHeld });
  }
  const aboutDrafts = draftsMessage(result);
  if (aboutDrafts !== null) {
    const bad = { color: 'red', title: t('repair.draftsLostTitle'), autoClose: false } as const;
    notifications.show({ ...(drafts.lost > 0 ? bad : { color: 'teal' }), message: aboutDrafts });
  }
  if (lost.length > 0) {
    const actions = listText(lost.map((entry) => commandWords(commandOf(entry))));
    const message = t('repair.lost', { count: lost.length, actions });
    notifications.show({ color: 'red', title: t('repair.lostTitle'), message, autoClose: false });
    return;
  }
  const { length: count } = rewritten;
  // "No unsent action was lost" is not said beside one that was.
  if (count === 0 && held.lost > 0) return;
  notifications.show({ color: 'teal', message: count === 0 ? t('repair.reopened') : t('repair.rewritten', { count }) });
}
