import { listText, t, textForCode } from '@marginiq/ui/messages';

const INDEX = /^\d+$/;

/** `items.0.quantity: must be …` is about the quantity. */
function fieldText(issue: string): string | null {
  const [path = ''] = issue.split(':');
  const field = path.split('.').findLast((part) => !INDEX.test(part));
  return textForCode('saving.field', field ?? '');
}

/** What must be corrected before a command can be sent. @param issues each `path: why`, as the contract's schemas say it */
export function invalidCommandText(issues: readonly string[]): string {
  const fields = [...new Set(issues.map(fieldText))].filter((field) => field !== null);
  return fields.length === 0 ? t('saving.invalidElsewhere') : t('saving.invalid', { fields: listText(fields) });
}
