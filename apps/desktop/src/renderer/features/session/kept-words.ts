import { t } from '@marginiq/ui/messages';
import type { UnsentElsewhere } from '../../../bridge/shell-bridge.ts';
import type { Kept } from './kept.ts';

type Left = Pick<Kept, 'owner' | 'unsent' | 'isUnfinished'>;

function unsentWords({ owner, unsent }: Left): string | null {
  if (unsent === 0) return null;
  // Of a database that nobody is known to own, and that cannot be read, there is nothing to say.
  if (owner === null) return unsent === null ? null : t('session.keptOfSomebody', { count: unsent });
  const { name, companyName: company } = owner;
  return unsent === null
    ? t('session.keptUnreadable', { name, company })
    : t('session.kept', { count: unsent, name, company });
}

function workWords({ owner, isUnfinished }: Left): string | null {
  if (!isUnfinished) return null;
  if (owner === null) return t('session.keptWorkOfSomebody');
  return t('session.keptWork', { name: owner.name, company: owner.companyName });
}

/** What one person has waiting here: unsent actions, and unfinished work; empty if there is none. */
export const keptWords = (left: Left): string[] =>
  [unsentWords(left), workWords(left)].filter((words) => words !== null);

/** Above those words. */
export const keptTitle = (kept: readonly Left[], elsewhere: readonly UnsentElsewhere[]): string =>
  t(
    elsewhere.length > 0 || kept.some((left) => unsentWords(left) !== null)
      ? 'session.keptTitle'
      : 'session.keptWorkTitle',
  );

/** What waits here for a server that the program is not set up for now. */
export const keptElsewhereWords = ({ address, unsent }: UnsentElsewhere): string =>
  unsent === null
    ? t('session.keptElsewhereUnreadable', { address })
    : t('session.keptElsewhere', { count: unsent, address });
