import { notifications } from '@mantine/notifications';
import type { DiscountRequest, RequestStatus } from '@marginiq/contract/discount-request';
import type { Verdict } from '@marginiq/contract/evaluation';
import type { ChangedInput, Outcome } from '@marginiq/contract/outcome';
import { requestCode } from '@marginiq/domain/request-code';
import { useEffect, useRef } from 'react';
import { useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { refusalWords } from './refusal-words.ts';

const INPUT_WORDS: Record<ChangedInput, string> = {
  rules: 'the rules',
  governance: 'the limits of automatic approval',
  statistics: 'the company’s averages',
  customer: 'the customer’s data',
  salesperson: 'your own figures',
  product: 'a product’s price or cost',
};

const NEWS: Partial<Record<RequestStatus, { words: string; color: string }>> = {
  approved: { words: 'was approved', color: 'teal' },
  autoApproved: { words: 'was approved by the rules', color: 'teal' },
  rejected: { words: 'was rejected', color: 'red' },
  adjustmentRequested: { words: 'needs an adjustment', color: 'orange' },
  expired: { words: 'has expired', color: 'gray' },
};

const EXPECTED: Record<Verdict, RequestStatus | null> = {
  autoApprove: 'autoApproved',
  review: 'underReview',
  refuse: null,
};

/** Says what became of a command; where that is not what this device had shown, which inputs had changed (law 5). */
function announceOutcome(outcome: Outcome, seen: Verdict | null): void {
  const { refusal, changedInputs, requestId, requestStatus } = outcome;
  const title = requestId === null ? 'Not accepted' : requestCode(requestId);
  const asSeen = seen === null || (refusal === null && EXPECTED[seen] === requestStatus);
  const what = changedInputs.map((input) => INPUT_WORDS[input]).join(', ');
  const because = asSeen || what === '' ? '' : ` Since you saw it, ${what} had changed.`;
  if (refusal !== null) {
    const { title: why, next } = refusalWords(refusal);
    const message = `${why}. ${next}${because}`;
    notifications.show({ title: `${title}: not accepted`, message, color: 'red', autoClose: 12_000 });
  } else if (requestStatus === 'autoApproved') {
    const message = `It kept to all rules and limits.${because}`;
    notifications.show({ title: `${title} is approved`, message, color: 'teal' });
  } else if (because !== '') {
    const message = `${because.trim()} A manager has to look at it.`;
    notifications.show({ title: `${title} goes to review`, message, color: 'blue', autoClose: 12_000 });
  }
}

function announceStatus(request: DiscountRequest): void {
  const news = NEWS[request.status];
  if (news === undefined) return;
  const by = request.steps.at(-1)?.by.name;
  const message = `${request.customerName}${by === undefined || by === 'MarginIQ' ? '' : ` · ${by}`}`;
  notifications.show({ title: `${requestCode(request.id)} ${news.words}`, message, color: news.color });
}

/** Tells the user what became of their own requests, while they look elsewhere. */
export function useAnnouncements(): void {
  const { outbox, actor } = useWorkspace();
  const requests = useRequests();
  const known = useRef<Map<string, RequestStatus> | null>(null);

  useEffect(() => {
    const subscription = outbox.settled$.subscribe((outcome) => {
      void outbox.entries().then((entries) => {
        const command = entries.find((entry) => entry.command.id === outcome.commandId)?.command;
        announceOutcome(outcome, command?.provisional?.verdict ?? null);
      });
    });
    return () => subscription.unsubscribe();
  }, [outbox]);

  useEffect(() => {
    if (requests === null) return;
    const own = requests.filter(({ request, pending }) => request.ownerId === actor.userId && pending.length === 0);
    const before = known.current;
    known.current = new Map(own.map(({ request }) => [request.id, request.status]));
    if (before === null) return;
    for (const { request } of own) {
      const was = before.get(request.id);
      if (was !== undefined && was !== request.status) announceStatus(request);
    }
  }, [requests, actor]);
}
