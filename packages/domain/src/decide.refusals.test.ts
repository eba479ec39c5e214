import type { Command } from '@marginiq/contract/command';
import type { DiscountRequest, WishedItem } from '@marginiq/contract/discount-request';
import { MAX_STEPS } from '@marginiq/contract/limits';
import { MAX_LISTED, refusalSchema } from '@marginiq/contract/outcome';
import { REASON_CODES, type ReasonCode } from '@marginiq/contract/reason-code';
import { describe, expect, it } from 'vitest';
import { applyAll } from './apply.ts';
import type { DecisionContext } from './context.ts';
import { decide } from './decide.ts';
import { STEPS_FOR_THE_END } from './step-limit.ts';
import {
  ANNA,
  aCommand,
  aContext,
  aCustomer,
  anId,
  aPerson,
  aProduct,
  aRequest,
  aRuleSet,
  aSubmit,
  BEN,
  MARTA,
  NOW,
  OLGA,
  REQUEST_ID,
} from './testing/fixtures.ts';

/** Said by the server alone: about ids it has seen before, and about its own faults. */
const SERVER_CODES: readonly ReasonCode[] = ['commandIdReused', 'cannotStore', 'internalError'];

/** Deep enough for a manager to look at it. */
const one = (discountBp = 2_000, product = 1): WishedItem => ({
  productId: anId('p', product),
  quantity: 10,
  discountBp,
});
const revise = (items = [one()], baseRevision = 1) =>
  aCommand('request.revise', { requestId: REQUEST_ID, items, justification: 'Less.' }, { baseRevision });
const approve = (baseRevision = 1) =>
  aCommand('request.approve', { requestId: REQUEST_ID, note: null }, { baseRevision });
const reject = aCommand('request.reject', { requestId: REQUEST_ID, reason: 'No.' });
const suggest = (suggestedDiscountBp: number) =>
  aCommand('request.requestAdjustment', { requestId: REQUEST_ID, reason: 'Less.', suggestedDiscountBp });
const ask = suggest(900);
const withdraw = aCommand('request.withdraw', { requestId: REQUEST_ID });
const won = aCommand('request.recordSale', { requestId: REQUEST_ID, sale: 'won' });

const daysAfterNow = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000).toISOString();

function moved(request: DiscountRequest, command: Command, change: Partial<DecisionContext>): DiscountRequest {
  const decision = decide(command, request, aContext(change));
  const after = decision.accepted ? applyAll(request, decision.events) : null;
  if (after === null) throw new Error('the fixture was refused');
  return after;
}

const OPEN = aRequest();
const ASKED = moved(OPEN, ask, { actor: MARTA });
const BY_KG = { ...OPEN, items: OPEN.items.map((item) => ({ ...item, unit: 'kg' })) };
/** The way an earlier version stored lines: without their unit. */
const IN_PARTS = { ...OPEN, items: OPEN.items.map((item) => ({ ...item, quantity: 2.5, unit: null })) };
const REVISED = moved(OPEN, revise(), {});
const APPROVED = moved(OPEN, approve(), { actor: MARTA });
const REJECTED = moved(OPEN, reject, { actor: MARTA });
const WITHDRAWN = moved(OPEN, withdraw, {});
const SOLD = moved(APPROVED, won, {});
/** As long as a request can become while it is negotiated, or the given number of steps longer. */
const longer = (request: DiscountRequest, by = 0): DiscountRequest => ({
  ...request,
  steps: Array(MAX_STEPS - STEPS_FOR_THE_END + by).fill(request.steps[0]),
});
const FREE = aRequest(500);
const EXPIRED: DiscountRequest = { ...OPEN, status: 'expired' };
const DEEP = aRequest(3_000);
const MARTAS = aRequest(
  2_000,
  aContext({ actor: MARTA, owner: aPerson(MARTA), customer: aCustomer({ ownerId: MARTA.userId }) }),
);

/** Handed to Anna by an admin. */
const GIVEN_AWAY: DiscountRequest = { ...MARTAS, ownerId: ANNA.userId, ownerName: ANNA.name };
const GONE = aPerson(ANNA, { active: false });
/** A day past the deadline, and past the end of an approval: the worker has not run. */
const LATE = daysAfterNow(15);
const LONG_AFTER = daysAfterNow(31);

type Case = [code: ReasonCode, what: string, Command, DiscountRequest | null, Partial<DecisionContext>];
const discontinued = new Map([[anId('p', 1), aProduct(1, { discontinued: true })]]);
const givenAway = new Map([[anId('p', 1), aProduct(1, { listPriceMinor: 1, costMinor: 1_000_000_000_000 })]]);
const dearer = new Map([[anId('p', 1), aProduct(1, { costMinor: 6_100 })]]);
const huge = new Map([[anId('p', 1), aProduct(1, { listPriceMinor: 1_000_000_000_000 })]]);

/** Of the first millisecond of 1970, as the ids of imported deals are. */
const IMPORTED_ID = '00000000-0000-7abc-8def-0123456789ab';
const CASES: Case[] = [
  ['invalidCommand', 'the id of an imported deal', aSubmit(0, { requestId: IMPORTED_ID }), null, {}],
  ['invalidCommand', 'the id of an imported deal that exists', aSubmit(0, { requestId: IMPORTED_ID }), OPEN, {}],
  ['invalidCommand', 'a product twice', aSubmit(0, { items: [one(), one()] }), null, {}],
  ['invalidCommand', 'a product twice in a revision', revise([one(), one(500)]), OPEN, {}],
  [
    'invalidCommand',
    'a total beyond what counts exactly',
    aSubmit(0, { items: [{ ...one(0), quantity: 1_000_000 }] }),
    null,
    { products: huge },
  ],
  [
    'invalidCommand',
    'a margin beyond what counts exactly, where no rule forbids it',
    aSubmit(0, { items: [{ ...one(0), quantity: 9_000 }] }),
    null,
    { products: givenAway, ruleSet: aRuleSet([]) },
  ],
  ['requestExists', 'the same request again', aSubmit(), OPEN, {}],
  ['notFound', 'a decision on nothing', approve(), null, { actor: MARTA }],
  ['notFound', 'another team’s manager', approve(), OPEN, { actor: { ...MARTA, teamId: anId('t', 2) } }],
  ['notFound', 'a colleague’s revision', revise(), OPEN, { actor: BEN }],
  ['notFound', 'a colleague’s sale', won, APPROVED, { actor: BEN }],
  ['notAllowed', 'a salesperson approving', approve(), OPEN, { actor: ANNA }],
  ['notAllowed', 'a salesperson rejecting', reject, OPEN, { actor: ANNA }],
  ['notAllowed', 'a salesperson asking for less', ask, OPEN, { actor: ANNA }],
  ['notAllowed', 'a manager revising for others', revise(), OPEN, { actor: MARTA }],
  ['notAllowed', 'an admin withdrawing for others', withdraw, OPEN, { actor: OLGA }],
  ['ownRequest', 'a manager approving their own', approve(), MARTAS, { actor: MARTA }],
  ['ownRequest', 'a manager rejecting their own', reject, MARTAS, { actor: MARTA }],
  ['ownRequest', 'a manager asking less of themselves', ask, MARTAS, { actor: MARTA }],
  ['ownRequest', 'a manager approving what they submitted and gave away', approve(), GIVEN_AWAY, { actor: MARTA }],
  ['ownRequest', 'a manager rejecting what they submitted and gave away', reject, GIVEN_AWAY, { actor: MARTA }],
  ['expired', 'an approval after the deadline', approve(), OPEN, { actor: MARTA, now: LATE }],
  ['expired', 'a rejection after the deadline', reject, OPEN, { actor: MARTA, now: LATE }],
  ['expired', 'a question after the deadline', ask, OPEN, { actor: MARTA, now: LATE }],
  ['expired', 'a revision after the deadline', revise(), OPEN, { now: LATE }],
  ['expired', 'a withdrawal after the deadline', withdraw, OPEN, { now: LATE }],
  ['approvalExpired', 'a sale of an old approval', won, APPROVED, { now: LONG_AFTER }],
  ['approvalExpired', 'a sale of what the rules approved long ago', won, FREE, { now: LONG_AFTER }],
  ['inputsChanged', 'an approval at another cost than was seen', approve(), OPEN, { actor: MARTA, products: dearer }],
  ['ownerLeft', 'an approval for somebody who has left', approve(), OPEN, { actor: OLGA, owner: GONE }],
  ['ownerLeft', 'a question to somebody who has left', ask, OPEN, { actor: OLGA, owner: GONE }],
  ['suggestionTooHigh', 'more than was asked for', suggest(2_001), OPEN, { actor: OLGA }],
  ['suggestionTooHigh', 'more than a manager may approve', suggest(2_600), DEEP, { actor: MARTA }],
  ['approverLimit', 'a manager where an admin is needed', approve(), DEEP, { actor: MARTA }],
  ['revisionChanged', 'an approval of what was revised', approve(1), REVISED, { actor: MARTA }],
  ['revisionChanged', 'an approval of what is not there yet', approve(3), REVISED, { actor: OLGA }],
  ['revisionChanged', 'a rejection of what was revised', reject, REVISED, { actor: MARTA }],
  ['revisionChanged', 'a question about what was revised', ask, REVISED, { actor: MARTA }],
  ['revisionChanged', 'a revision of what was revised', revise([one()], 1), REVISED, {}],
  ['statusChanged', 'a second decision', reject, APPROVED, { actor: OLGA }],
  ['statusChanged', 'an approval while less is asked for', approve(), ASKED, { actor: MARTA }],
  ['statusChanged', 'an approval of what the rules approved', approve(), FREE, { actor: MARTA }],
  ['statusChanged', 'an approval too late', approve(), EXPIRED, { actor: MARTA }],
  ['statusChanged', 'a revision of an approved request', revise(), APPROVED, {}],
  ['statusChanged', 'a revision of a rejected request', revise(), REJECTED, {}],
  ['statusChanged', 'a revision too late', revise(), EXPIRED, {}],
  ['statusChanged', 'a withdrawal twice', withdraw, WITHDRAWN, {}],
  ['statusChanged', 'a sale without approval', won, OPEN, {}],
  ['statusChanged', 'a sale of a rejected request', won, REJECTED, {}],
  ['saleUnchanged', 'the same sale again', won, SOLD, {}],
  ['stepLimit', 'a revision of what was negotiated for too long', revise(), longer(OPEN), {}],
  ['stepLimit', 'a question that leaves no room for its answer', ask, longer(OPEN, -2), { actor: MARTA }],
  ['stepLimit', 'a sale corrected too often', won, longer(APPROVED, STEPS_FOR_THE_END), {}],
  ['customerUnknown', 'an unknown customer', aSubmit(), null, { customer: null }],
  ['customerUnknown', 'a colleague’s customer', aSubmit(), null, { customer: aCustomer({ ownerId: BEN.userId }) }],
  [
    'customerUnknown',
    'a customer given to a colleague',
    revise(),
    OPEN,
    { customer: aCustomer({ ownerId: BEN.userId }) },
  ],
  ['customerBlocked', 'a blocked customer', aSubmit(100), null, { customer: aCustomer({ blocked: true }) }],
  [
    'customerBlocked',
    'a customer blocked since',
    approve(),
    OPEN,
    { actor: OLGA, customer: aCustomer({ blocked: true }) },
  ],
  ['productUnknown', 'an unknown product', aSubmit(0, { items: [one(0, 9)] }), null, {}],
  ['productUnknown', 'an unknown product in a revision', revise([one(0, 9)]), OPEN, {}],
  ['soldWhole', 'a part of a piece', aSubmit(0, { items: [{ ...one(0), quantity: 2.5 }] }), null, {}],
  ['soldWhole', 'a part of a piece in a revision', revise([{ ...one(), quantity: 0.125 }]), OPEN, {}],
  ['soldWhole', 'a part of what is sold by the piece since', approve(), IN_PARTS, { actor: MARTA }],
  ['unitChanged', 'a quantity typed in another unit', aSubmit(0, { items: [{ ...one(0), unit: 'kg' }] }), null, {}],
  ['unitChanged', 'a quantity typed in another unit, in a revision', revise([{ ...one(), unit: 'kg' }]), OPEN, {}],
  ['inputsChanged', 'what is sold by another unit since, in whole quantities too', approve(), BY_KG, { actor: MARTA }],
  ['productDiscontinued', 'a discontinued product', aSubmit(100), null, { products: discontinued }],
  ['productDiscontinued', 'a product discontinued since', approve(), OPEN, { actor: MARTA, products: discontinued }],
  ['guardrail', 'a discount that nobody may give', aSubmit(3_900), null, {}],
  ['guardrail', 'a revision that nobody may approve', revise([one(3_900)]), OPEN, {}],
  ['notConfigured', 'no rules yet', aSubmit(), null, { ruleSet: null }],
  ['notConfigured', 'no governance yet', aSubmit(), null, { governance: null }],
  ['notConfigured', 'no statistics yet', aSubmit(), null, { statistics: null }],
  ['notConfigured', 'nobody known as the owner', aSubmit(), null, { owner: null }],
  ['notConfigured', 'an approval without rules', approve(), OPEN, { actor: MARTA, ruleSet: null }],
];

const SAYING_WHAT_STANDS: ReadonlySet<ReasonCode> = new Set([
  'notAllowed',
  'ownRequest',
  'approverLimit',
  'revisionChanged',
  'statusChanged',
  'saleUnchanged',
  'stepLimit',
  'expired',
  'approvalExpired',
  'inputsChanged',
  'ownerLeft',
  'suggestionTooHigh',
]);

describe('a refusal', () => {
  it.each(CASES)('%s: %s', (code, _what, command, request, change) => {
    const decision = decide(command, request, aContext(change));
    if (decision.accepted) throw new Error('it was accepted');
    expect(decision.refusal.code).toBe(code);
    // Programs of before require a text, and show their own words.
    expect(decision.refusal.message).toBe(code);
    expect(refusalSchema.safeParse(decision.refusal).success).toBe(true);
    expect(decision).not.toHaveProperty('events');
  });

  it('a refusal includes the current state of a request that the actor may see, and nothing about any other', () => {
    for (const [code, , command, request, change] of CASES) {
      const decision = decide(command, request, aContext(change));
      if (decision.accepted) throw new Error('it was accepted');
      const { current } = decision.refusal;
      if (SAYING_WHAT_STANDS.has(code)) {
        expect(current).toEqual({ revision: request?.revision, status: request?.status });
      }
      if (code === 'notFound') expect(current).toBeNull();
    }
  });

  it('a refusal never names more than a device can read, however many rules are broken', () => {
    const name = `Never above 1 %: ${'x'.repeat(100)}`;
    const forbid = { kind: 'discountLimit', name, when: {}, maxDiscountBp: 100, onBreach: 'forbid' } as const;
    const decision = decide(aSubmit(), null, aContext({ ruleSet: aRuleSet(Array(500).fill(forbid)) }));
    if (decision.accepted) throw new Error('it was accepted');
    expect(decision.refusal.params?.limits).toHaveLength(MAX_LISTED);
    expect(refusalSchema.safeParse(decision.refusal).success).toBe(true);
  });

  it('a refusal has a case here for every code that the domain can give', () => {
    const shown = new Set(CASES.map(([code]) => code));
    expect(REASON_CODES.filter((code) => !shown.has(code))).toEqual(SERVER_CODES);
  });
});
