import type { Command } from '@marginiq/contract/command';
import { requestCode } from '@marginiq/domain/request-code';
import { t } from '@marginiq/ui/messages';

export function commandWords({ type, args }: Command): string {
  return t(`command.${type}`, { code: requestCode(args.requestId) });
}
