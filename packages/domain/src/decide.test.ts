import type { Command } from '@marginiq/contract/command';
import { describe, expect, it } from 'vitest';
import { applyAll } from './apply.ts';
import type { DecisionContext } from './context.ts';
import { decide } from './decide.ts';
import {
  ANNA,
  aCommand,
  aContext,
  aCustomer,
  anId,
  aProduct,
  aRequest,
  aRuleSet,
  aSubmit,
  BEN,
  JONAS,
  MARTA,
  NOW,
  OLGA,
  REQUEST_ID,
} from './testing/fixtures.ts';

const as = (actor: DecisionContext['actor'], change: Partial<DecisionContext> = {}) => aContext({ actor, ...change });
const approve = (baseRevision = 1) =>
  aCommand('request.approve', { requestId: REQUEST_ID, note: null }, { baseRevision });
const reject = (baseRevision = 1) =>
  aCommand('request.reject', { requestId: REQUEST_ID, reason: 'No.' }, { baseRevision });

function after(request: ReturnType<typeof aRequest> | null, command: Command, context: DecisionContext) {
  const decision = decide(command, request, context);
  if (!decision.accepted) throw new Error(decision.refusal.code);
  return applyAll(request, decision.events);
}
function refusal(request: ReturnType<typeof aRequest> | null, command: Command, context: DecisionContext) {
  const decision = decide(command, request, context);
  return decision.accepted ? null : decision.refusal;
}

describe('submitting', () => {
  it('submitting leads to review or to approval by the rules', () => {
    expect(after(null, aSubmit(2_000), aContext())).toMatchObject({
      status: 'underReview',
      revision: 1,
      ownerId: ANNA.userId,
    });
    expect(after(null, aSubmit(500), aContext())).toMatchObject({
      status: 'autoApproved',
      steps: [{ kind: 'submit' }, { kind: 'autoApprove', by: { role: 'system' } }],
    });
  });

  it.each([
    ['customerBlocked', aSubmit(500), { customer: aCustomer({ blocked: true }) }],
    ['customerUnknown', aSubmit(500), { customer: null }],
    ['customerUnknown', aSubmit(500), { customer: aCustomer({ ownerId: BEN.userId }) }],
    ['productUnknown', aSubmit(500), { products: new Map() }],
    ['productDiscontinued', aSubmit(500), { products: new Map([[anId('p', 1), aProduct(1, { discontinued: true })]]) }],
    ['guardrail', aSubmit(5_000), {}],
    ['notConfigured', aSubmit(500), { ruleSet: null }],
    ['notConfigured', aSubmit(500), { company: null }],
  ] as const)('submitting is refused as %s', (code, command, change) => {
    expect(refusal(null, command, aContext(change))).toMatchObject({ code, current: null });
  });

  it('submitting is refused with a product twice, or a total that cannot be counted exactly', () => {
    const item = { productId: anId('p', 1), quantity: 1, discountBp: 100 };
    expect(refusal(null, aSubmit(0, { items: [item, item] }), aContext())?.code).toBe('invalidCommand');
    const products = new Map([[anId('p', 1), aProduct(1, { listPriceMinor: 1_000_000_000_000 })]]);
    const huge = aSubmit(0, { items: [{ ...item, quantity: 1_000_000 }] });
    expect(refusal(null, huge, aContext({ products }))?.code).toBe('invalidCommand');
  });

  it('submitting does not take an id that is in use', () => {
    expect(refusal(aRequest(), aSubmit(), aContext())?.code).toBe('requestExists');
  });
});

describe('deciding', () => {
  it('deciding is for the manager of the team and for admins', () => {
    expect(after(aRequest(), approve(), as(MARTA))?.status).toBe('approved');
    expect(after(aRequest(), reject(), as(OLGA))?.status).toBe('rejected');
    const ask = aCommand('request.requestAdjustment', {
      requestId: REQUEST_ID,
      reason: 'Less.',
      suggestedDiscountBp: 1_500,
    });
    expect(after(aRequest(), ask, as(MARTA))).toMatchObject({ status: 'adjustmentRequested' });
    expect(refusal(aRequest(), approve(), as(ANNA))?.code).toBe('notAllowed');
  });

  it('deciding does not tell anybody of a request that is not theirs to see', () => {
    for (const actor of [BEN, JONAS]) {
      for (const command of [approve(), reject(), aCommand('request.withdraw', { requestId: REQUEST_ID })]) {
        const unknown = refusal(null, command, as(actor));
        expect(refusal(aRequest(), command, as(actor))).toEqual(unknown);
        expect(unknown).toMatchObject({ code: 'notFound', current: null });
      }
    }
  });

  it('deciding binds to the revision that the approver saw', () => {
    const items = [{ productId: anId('p', 1), quantity: 10, discountBp: 2_200 }];
    const revise = aCommand('request.revise', { requestId: REQUEST_ID, items, justification: '' });
    const revised = after(aRequest(), revise, aContext());
    expect(revised).toMatchObject({ revision: 2, status: 'underReview' });
    expect(refusal(revised, approve(1), as(MARTA))).toMatchObject({
      code: 'revisionChanged',
      current: { revision: 2, status: 'underReview' },
    });
    expect(after(revised, approve(2), as(MARTA))?.status).toBe('approved');
  });

  it('deciding happens once', () => {
    const approved = after(aRequest(), approve(), as(MARTA));
    expect(refusal(approved, reject(), as(OLGA))).toMatchObject({
      code: 'statusChanged',
      current: { status: 'approved' },
    });
  });

  it('deciding is not for one’s own request', () => {
    const own = aRequest(3_000, as(MARTA, { customer: aCustomer({ ownerId: MARTA.userId }) }));
    expect(refusal(own, approve(), as(MARTA))?.code).toBe('ownRequest');
    expect(refusal(own, reject(), as(MARTA))?.code).toBe('ownRequest');
  });

  it('deciding needs an admin where the rules say so, and managers may still refuse', () => {
    const deep = aRequest(3_000);
    expect(refusal(deep, approve(), as(MARTA))?.code).toBe('approverLimit');
    expect(after(deep, approve(), as(OLGA))?.status).toBe('approved');
    expect(after(deep, reject(), as(MARTA))?.status).toBe('rejected');
  });

  it('deciding still needs the admin it once needed, however far the rules were relaxed since', () => {
    const relaxed = as(MARTA, { ruleSet: aRuleSet([], { version: 2 }) });
    expect(refusal(aRequest(3_000), approve(), relaxed)?.code).toBe('approverLimit');
  });

  it('an approval is checked against the current guardrails', () => {
    const blocked = as(MARTA, { customer: aCustomer({ blocked: true, blockedReason: 'Unpaid' }) });
    expect(refusal(aRequest(), approve(), blocked)).toMatchObject({
      code: 'customerBlocked',
      current: { revision: 1 },
    });
    expect(after(aRequest(), reject(), blocked)?.status).toBe('rejected');
    const strict = aRuleSet([
      { kind: 'discountLimit', name: 'Strict', when: {}, maxDiscountBp: 1_000, onBreach: 'admin' },
    ]);
    expect(refusal(aRequest(), approve(), as(MARTA, { ruleSet: strict }))?.code).toBe('approverLimit');
  });
});

describe('what is said with a decision', () => {
  it('what is said with a decision is kept with it', () => {
    const agreed = aCommand('request.approve', { requestId: REQUEST_ID, note: 'If they take all of it.' });
    expect(after(aRequest(), agreed, as(MARTA))?.steps.at(-1)).toEqual({
      kind: 'approve',
      revision: 1,
      by: { userId: MARTA.userId, name: MARTA.name, role: 'manager' },
      at: NOW,
      note: 'If they take all of it.',
      suggestedDiscountBp: null,
    });
    expect(after(aRequest(), reject(), as(MARTA))?.steps.at(-1)).toMatchObject({ kind: 'reject', note: 'No.' });
    const args = { requestId: REQUEST_ID, reason: 'Less.', suggestedDiscountBp: 1_500 };
    const asked = after(aRequest(), aCommand('request.requestAdjustment', args), as(MARTA));
    expect(asked?.steps.at(-1)).toMatchObject({ note: 'Less.', suggestedDiscountBp: 1_500 });
  });
});

describe('what owners do', () => {
  it('a new revision replaces the prices, the words and the deadline', () => {
    const items = [{ productId: anId('p', 1), quantity: 4, discountBp: 2_200 }];
    const revise = aCommand('request.revise', { requestId: REQUEST_ID, items, justification: 'Only four.' });
    const dearer = new Map([[anId('p', 1), aProduct(1, { listPriceMinor: 11_000 })]]);
    const revised = after(aRequest(), revise, aContext({ now: '2026-06-05T12:00:00.000Z', products: dearer }));
    expect(revised).toMatchObject({
      items: [{ quantity: 4, listPriceMinor: 11_000 }],
      justification: 'Only four.',
      evaluation: { total: { listMinor: 44_000 } },
      submittedAt: NOW,
      changedAt: '2026-06-05T12:00:00.000Z',
      expiresAt: '2026-06-19T12:00:00.000Z',
    });
  });

  it('what owners do is theirs alone, and only while it can still matter', () => {
    const withdraw = aCommand('request.withdraw', { requestId: REQUEST_ID });
    expect(after(aRequest(), withdraw, aContext())?.status).toBe('withdrawn');
    expect(refusal(aRequest(), withdraw, as(MARTA))?.code).toBe('notAllowed');
    const approved = after(aRequest(), approve(), as(MARTA));
    expect(refusal(approved, withdraw, aContext())?.code).toBe('statusChanged');
    const won = aCommand('request.recordSale', { requestId: REQUEST_ID, sale: 'won' });
    expect(after(approved, won, aContext())).toMatchObject({ sale: 'won', status: 'approved' });
    expect(refusal(aRequest(), won, aContext())?.code).toBe('statusChanged');
  });

  it('what owners do brings nothing back to life', () => {
    const withdrawn = after(aRequest(), aCommand('request.withdraw', { requestId: REQUEST_ID }), aContext());
    const items = [{ productId: anId('p', 1), quantity: 1, discountBp: 100 }];
    const revise = aCommand('request.revise', { requestId: REQUEST_ID, items, justification: '' });
    expect(refusal(withdrawn, revise, aContext())).toMatchObject({
      code: 'statusChanged',
      current: { status: 'withdrawn' },
    });
  });
});
