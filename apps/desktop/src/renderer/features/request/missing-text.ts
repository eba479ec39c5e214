import { t } from '@marginiq/ui/messages';
import type { Lacking } from './use-assessment.ts';

/** What is missing, and in which line. */
export function missingText(lacking: Lacking): string {
  return 'line' in lacking ? t(`missing.${lacking.what}`, { line: lacking.line }) : t(`missing.${lacking.what}`);
}

/** The field to go to, as the form's fields are marked. */
export function missingPart(lacking: Lacking): string | null {
  if ('line' in lacking) {
    const field = { lineQuantity: 'quantity', lineQuantityWrong: 'quantity', lineDiscountWrong: 'discount' };
    const part = lacking.what in field ? field[lacking.what as keyof typeof field] : 'product';
    return `${part}-${lacking.key}`;
  }
  return lacking.what.startsWith('customer') ? 'customer' : null;
}
