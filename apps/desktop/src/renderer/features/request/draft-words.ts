import { requestCode } from '@marginiq/domain/request-code';
import type { Formats } from '@marginiq/ui/format';
import { t } from '@marginiq/ui/messages';
import type { KeptDraft } from './kept-draft.ts';

export interface DraftWords {
  /** Distinguishes it from the others: the customer, the size, and the time of the last change. */
  title: string;
  /** A draft's content: its products, otherwise the beginning of the justification; empty if there is neither. */
  content: string;
}

interface Known {
  formats: Pick<Formats, 'dateTime'>;
  /** Null for a customer that this device does not know any more. */
  customerName: (id: string) => string | null;
  productName: (id: string) => string | null;
}

/** How many letters of the justification are shown. */
const BEGINNING = 60;

function beginningOf(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > BEGINNING ? `${line.slice(0, BEGINNING).trimEnd()}…` : line;
}

function subjectOf({ revises }: KeptDraft, customer: string | null): string {
  if (revises !== null) {
    const code = requestCode(revises.requestId);
    return customer === null ? t('drafts.revision', { code }) : t('drafts.revisionFor', { code, customer });
  }
  return customer === null ? t('drafts.new') : t('drafts.newFor', { customer });
}

export function draftWords(kept: KeptDraft, { formats, customerName, productName }: Known): DraftWords {
  const { draft, title, changedAt } = kept;
  const customer = (draft.customerId === null ? null : customerName(draft.customerId)) ?? title;
  const products = draft.items.flatMap(({ productId }) => productId ?? []);
  const subject = subjectOf(kept, customer);
  const [first] = products;
  const name = first === undefined ? null : productName(first);
  const more = products.length - 1;
  return {
    title: t('drafts.named', { subject, count: products.length, at: formats.dateTime(changedAt) }),
    content:
      name === null ? beginningOf(draft.justification) : more > 0 ? t('drafts.andMore', { name, count: more }) : name,
  };
}
