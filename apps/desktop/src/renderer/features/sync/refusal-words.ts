import type { Refusal } from '@marginiq/contract/outcome';
import { t, textForCode } from '@marginiq/ui/messages';

export interface RefusalWords {
  title: string;
  next: string;
}

/** Why a command was refused and what to do. The server's own sentence is for its log: what is shown goes by the code. */
export function refusalWords({ code }: Pick<Refusal, 'code'>): RefusalWords {
  return {
    title: textForCode('refusal.title', code) ?? t('refusal.title.unknown'),
    next: textForCode('refusal.next', code) ?? t('refusal.next.unknown'),
  };
}
