import type { Command } from '@marginiq/contract/command';
import { requestCode } from '@marginiq/domain/request-code';
import { t } from '@marginiq/ui/messages';

/** What an action does, for the person. @param command null if this version does not know it */
export function commandWords(command: Command | null): string {
  if (command === null) return t('command.unknown');
  return t(`command.${command.type}`, { code: requestCode(command.args.requestId) });
}
