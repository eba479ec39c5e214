import { measureOf } from '@marginiq/contract/units';
import { statusLabel } from '@marginiq/ui/components/status-badge';
import type { Formats } from '@marginiq/ui/format';
import { t, textForCode } from '@marginiq/ui/messages';
import { leftSentence } from '../people/change-refusal.ts';
import { auditedItems, importCounts } from './audited-items.ts';

/** The action and the actor. An action of a newer server is shown by its code. */
export function actionWords(action: string, name: string): string {
  return textForCode('adminAudit.action', action, { name }) ?? t('adminAudit.action.unknown', { name, action });
}

export function reasonWords(code: string): string {
  return textForCode('adminAudit.reason', code) ?? t('adminAudit.reason.unknown');
}

/** A field's label; for a field this version does not know, its own name. */
export const fieldWords = (field: string): string => textForCode('adminAudit.field', field) ?? field;

/** A value as a person reads it, by what its field is called. */
export function valueWords(field: string, value: unknown, formats: Formats): string {
  if (value === undefined || value === null) return t('adminAudit.nothing');
  // A person's own words, whatever they are.
  if (field === 'note') return String(value);
  if (field === 'status' && typeof value === 'string') return statusLabel(value);
  if (field.endsWith('At') && typeof value === 'string') return formats.dateTime(value);
  if (typeof value === 'number') {
    if (field.endsWith('Bp')) return formats.percent(value);
    return field.endsWith('Minor') ? formats.money(value) : formats.count(value);
  }
  if (field === 'items') {
    const words = auditedItems(value).map(({ quantity, unit, name, discountBp }) => {
      const measure = measureOf(unit);
      return t(measure === null ? 'adminAudit.item' : 'adminAudit.itemMeasured', {
        quantity: formats.quantity(quantity, measure),
        name,
        discount: formats.percent(discountBp),
      });
    });
    return words.join(', ');
  }
  if (field === 'left' && Array.isArray(value)) return value.map(leftSentence).join(' ');
  const counts = importCounts(value);
  if (counts !== null) {
    const { created, updated, unchanged } = counts;
    return t('adminAudit.counts', {
      created: formats.count(created),
      updated: formats.count(updated),
      unchanged: formats.count(unchanged),
    });
  }
  if (typeof value === 'object') return JSON.stringify(value);
  return textForCode('adminAudit.value', String(value)) ?? String(value);
}
