import { t } from '@marginiq/ui/messages';
import type { UnsentElsewhere } from '../../../bridge/shell-bridge.ts';
import type { Kept } from './kept.ts';

/** What waits here of one person. */
export function keptWords({ owner, unsent }: Pick<Kept, 'owner' | 'unsent'>): string {
  if (owner === null) return t('session.keptOfSomebody', { count: unsent ?? 0 });
  const { name, companyName: company } = owner;
  return unsent === null
    ? t('session.keptUnreadable', { name, company })
    : t('session.kept', { count: unsent, name, company });
}

/** What waits here for a server that the program is not set up for now. */
export const keptElsewhereWords = ({ address, unsent }: UnsentElsewhere): string =>
  unsent === null
    ? t('session.keptElsewhereUnreadable', { address })
    : t('session.keptElsewhere', { count: unsent, address });
