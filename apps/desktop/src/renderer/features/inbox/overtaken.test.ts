import type { DiscountRequest, RequestStep } from '@marginiq/contract/discount-request';
import { aRequest, MARTA, NOW, OLGA } from '@marginiq/domain/testing/fixtures';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { describe, expect, it } from 'vitest';
import { noDecision } from '../request/decision-draft.ts';
import { decisionPlace, isDecidedBy, isTyped, overtakenTitle, typedParts } from './overtaken.ts';

const step = (kind: RequestStep['kind'], change: Partial<RequestStep> = {}): RequestStep => {
  const { userId, name, role } = OLGA;
  return { kind, revision: 1, by: { userId, name, role }, at: NOW, note: null, suggestedDiscountBp: null, ...change };
};
const course = (status: DiscountRequest['status'], ...steps: RequestStep[]) => {
  const request = aRequest(1_500);
  return { ...request, status, steps: [...request.steps, ...steps] };
};
const begun = (change: Partial<ReturnType<typeof noDecision>['reasons']>, suggestion = '') => ({
  ...noDecision(1),
  reasons: { ...noDecision(1).reasons, ...change },
  suggestion,
});

describe('a decision that somebody else made first', () => {
  it.each<[DiscountRequest['status'], RequestStep['kind'], string]>([
    ['approved', 'approve', 'Olga approved this while you were writing'],
    ['rejected', 'reject', 'Olga rejected this while you were writing'],
    ['adjustmentRequested', 'requestAdjustment', 'Olga asked for changes while you were writing'],
    ['withdrawn', 'withdraw', 'Olga withdrew this while you were writing'],
    ['expired', 'expire', 'This expired while you were writing'],
    ['autoApproved', 'autoApprove', 'A revision of this was approved by the rules while you were writing'],
  ])('a request that became %s says who did it', (status, kind, words) => {
    expect(overtakenTitle(course(status, step(kind)))).toBe(words);
  });

  it('who approved is named, even once the sale was recorded', () => {
    const sold = course(
      'approved',
      step('approve'),
      step('recordSale', { by: { ...step('approve').by, name: 'Anna' } }),
    );
    expect(overtakenTitle(sold)).toMatch(/^Olga approved/);
  });

  it('nobody is named for a request that was taken from this person, or is not on this device', () => {
    const again = course('underReview', step('requestAdjustment'), step('revise', { revision: 2 }));
    expect(overtakenTitle(again)).toBe('You can no longer decide on this request');
    expect(overtakenTitle(null)).toBe('You can no longer decide on this request');
  });
});

describe('what was typed', () => {
  it('every text is kept under its own choice, and a suggested discount too', () => {
    expect(typedParts(begun({ approve: 'Well argued.', reject: ' Too much. ' }, '7,5'))).toEqual([
      { label: 'Approve', text: 'Well argued.' },
      { label: 'Reject', text: 'Too much.' },
      { label: 'Discount you would approve (optional)', text: '7,5' },
    ]);
  });

  it('a choice without a word, or with blanks, is nothing typed', () => {
    expect(isTyped({ ...noDecision(1), choice: 'reject' })).toBe(false);
    expect(isTyped(begun({ reject: ' \n' }))).toBe(false);
    expect(isTyped(begun({ adjust: 'Less.' }))).toBe(true);
    expect(isTyped(begun({}, '7'))).toBe(true);
  });
});

describe('a decision made here', () => {
  const mine = { userId: OLGA.userId, revision: 1 };

  it('a decision is effective as long as its step is in the request', () => {
    expect(isDecidedBy(course('rejected', step('reject')), mine)).toBe(true);
  });

  it('a decision is not effective once it was refused, because somebody else had decided', () => {
    const { userId, name, role } = MARTA;
    expect(isDecidedBy(course('approved', step('approve', { by: { userId, name, role } })), mine)).toBe(false);
    expect(isDecidedBy(course('underReview'), mine)).toBe(false);
  });

  it('a decision is not effective for a later revision', () => {
    const later = course('approved', step('requestAdjustment'), step('revise', { revision: 2 }));
    expect(isDecidedBy(later, { ...mine, revision: 2 })).toBe(false);
  });
});

describe('the place in which a request is decided', () => {
  const { userId, name, role } = MARTA;
  const marta = { userId, name, role };
  const written = begun({ reject: 'Too much.' });
  const viewOf = (request: RequestView['request'], pending: RequestView['pending'] = []): RequestView => ({
    request,
    pending,
    refused: [],
    doomed: [],
  });
  const place = (view: RequestView, draft = noDecision(1), decided: number | null = null) =>
    decisionPlace(view, { actor: MARTA, draft, decided });
  const command: RequestView['pending'][number] = {
    id: aRequest().id,
    deviceId: aRequest().id,
    deviceSeq: 1,
    type: 'request.reject',
    args: { requestId: aRequest().id, reason: 'Too much.' },
    baseRevision: 1,
    madeAt: NOW,
    provisional: null,
  };

  it('what was typed stays there when somebody else decides first, until it is dismissed', () => {
    expect(place(viewOf(course('underReview')), written)).toBe('form');
    expect(place(viewOf(course('approved', step('approve'))), written)).toBe('overtaken');
    expect(place(viewOf(course('approved', step('approve'))))).toBeNull();
  });

  it('a decision on its way is not taken for one that was overtaken', () => {
    const sent = viewOf(course('rejected', step('reject', { by: marta })), [command]);
    expect(place(sent, written)).toBeNull();
    expect(place(sent, noDecision(1), 1)).toBe('after');
  });

  it('a refused decision is not called saved, whether or not its refusal was dismissed', () => {
    expect(place(viewOf(course('approved', step('approve'))), noDecision(1), 1)).toBeNull();
  });
});
