import type { CommandEnvelope } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { VERDICTS, type Verdict } from '@marginiq/contract/evaluation';
import { known } from '@marginiq/contract/open-enum';
import type { Outcome } from '@marginiq/contract/outcome';
import type { RequestStatus } from '@marginiq/contract/request-status';
import { requestCode } from '@marginiq/domain/request-code';
import { statusColor } from '@marginiq/ui/components/status-badge';
import { listText, t, textForCode } from '@marginiq/ui/messages';
import { refusalWords } from './refusal-words.ts';

export interface Announcement {
  title: string;
  message: string;
  color: string;
  /** More to read than a word. */
  isLong: boolean;
}

const EXPECTED: Record<Verdict, RequestStatus | null> = {
  autoApprove: 'autoApproved',
  review: 'underReview',
  refuse: null,
};

/** The commands that are evaluated: they determine what becomes of the request. */
const EVALUATED = new Set(['request.submit', 'request.revise']);

/**
 * What became of a command, if that is worth interrupting for: a refusal, an approval by the rules, or another end than this
 * device had shown, with the inputs that had changed (law 5).
 */
export function outcomeAnnouncement(
  { refusal, changedInputs, requestId, requestStatus }: Outcome,
  command: Pick<CommandEnvelope, 'type' | 'provisional'> | null,
): Announcement | null {
  const code = requestId === null ? null : requestCode(requestId);
  const seen = known(VERDICTS, command?.provisional?.verdict ?? null);
  const asSeen = seen === null || (refusal === null && EXPECTED[seen] === requestStatus);
  const changes = asSeen ? '' : listText(changedInputs.flatMap((input) => textForCode('announce.input', input) ?? []));
  if (refusal !== null) {
    const { title: why, next } = refusalWords(refusal);
    return {
      title: code === null ? t('announce.refusedUnknown') : t('announce.refused', { code }),
      message: t(changes === '' ? 'announce.refusedDetail' : 'announce.refusedChanged', { why, next, changes }),
      color: 'red',
      isLong: true,
    };
  }
  // Recording a sale or withdrawing finds the request approved; it approves nothing.
  if (command === null || !EVALUATED.has(command.type)) return null;
  if (requestStatus === 'autoApproved') {
    const message = t(changes === '' ? 'announce.acceptedDetail' : 'announce.acceptedChanged', { changes });
    return { title: t('announce.accepted', { code }), message, color: 'teal', isLong: changes !== '' };
  }
  if (changes === '') return null;
  return {
    title: t('announce.review', { code }),
    message: t('announce.reviewChanged', { changes }),
    color: 'blue',
    isLong: true,
  };
}

/** What somebody else, or the passing of time, did to a request of this person; null if it is no news. */
export function statusAnnouncement({ id, status, customerName, steps }: DiscountRequest): Announcement | null {
  const title = textForCode('announce.status', status, { code: requestCode(id) });
  if (title === null) return null;
  const by = steps.at(-1)?.by;
  const isPerson = by !== undefined && by.role !== 'system';
  const message = isPerson ? t('announce.by', { customer: customerName, name: by.name }) : customerName;
  return { title, message, color: statusColor(status), isLong: false };
}
