import type { Command } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { RequestStatus } from '@marginiq/contract/request-status';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, applyAll } from './apply.ts';
import type { ActingUser, DecisionContext } from './context.ts';
import { decide } from './decide.ts';
import { decideExpiry } from './expire.ts';
import type { RequestEvent } from './request-event.ts';
import {
  ANNA,
  aCommand,
  aContext,
  aCustomer,
  anId,
  aRuleSet,
  aSubmit,
  EVERYBODY,
  frozen,
  MARTA,
  NOW,
  OLGA,
  REQUEST_ID,
} from './testing/fixtures.ts';

const OPEN: ReadonlySet<DiscountRequest['status']> = new Set<RequestStatus>(['underReview', 'adjustmentRequested']);
const DECISIONS = ['approve', 'reject', 'requestAdjustment'];
const DAY = 86_400_000;

/** What somebody does; `seen` is how many revisions behind they are. A day or two may pass first. */
interface Act {
  type: 'submit' | 'revise' | 'approve' | 'reject' | 'ask' | 'withdraw' | 'won' | 'lost' | 'expire' | 'handOver';
  actor: ActingUser;
  discountBp: number;
  behind: number;
  days: number;
  world: Partial<DecisionContext>;
}

const WORLDS: Partial<DecisionContext>[] = [
  {},
  {},
  { customer: aCustomer({ blocked: true, blockedReason: 'Unpaid' }) },
  { ruleSet: aRuleSet([{ kind: 'discountLimit', name: 'Strict', when: {}, maxDiscountBp: 100, onBreach: 'admin' }]) },
];

const acts: fc.Arbitrary<Act> = fc.record({
  type: fc.constantFrom(
    ...([
      'submit',
      'revise',
      'revise',
      'approve',
      'reject',
      'ask',
      'ask',
      'withdraw',
      'won',
      'lost',
      'expire',
      'handOver',
      'handOver',
    ] as const),
  ),
  // Anybody may try; those who can succeed try more often, so that requests live long.
  actor: fc.constantFrom(...EVERYBODY, ANNA, ANNA, MARTA, OLGA),
  discountBp: fc.integer({ min: 0, max: 4_500 }),
  behind: fc.constantFrom(0, 0, 0, 1, 2, -1),
  days: fc.constantFrom(0, 0, 0, 1, 2, 15),
  world: fc.constantFrom(...WORLDS),
});

const act = (type: Act['type'], actor: ActingUser, change: Partial<Act> = {}): Act => ({
  type,
  actor,
  discountBp: 1_500,
  behind: 0,
  days: 0,
  world: {},
  ...change,
});

/** Somebody who could decide asks, gives it to somebody else, and decides. */
const givenAway = fc
  .record({
    author: fc.constantFrom(MARTA, OLGA),
    discountBp: fc.integer({ min: 1_100, max: 2_500 }),
    decision: fc.constantFrom<Act['type']>('approve', 'reject', 'ask'),
    rest: fc.array(acts, { maxLength: 5 }),
  })
  .map(({ author, discountBp, decision, rest }): Act[] => [
    act('submit', author, { discountBp }),
    act('handOver', ANNA),
    act(decision, author),
    ...rest,
  ]);

/** A life, mostly begun by somebody who may: what never begins proves nothing. */
const begun = fc
  .tuple(
    fc.oneof(
      { weight: 1, arbitrary: acts },
      {
        weight: 9,
        arbitrary: fc.record<Act>({
          type: fc.constant('submit'),
          actor: fc.constantFrom(ANNA, ANNA, MARTA),
          discountBp: fc.integer({ min: 900, max: 2_800 }),
          behind: fc.constant(0),
          days: fc.constant(0),
          world: fc.constant({}),
        }),
      },
    ),
    fc.array(acts, { maxLength: 25 }),
  )
  .map(([first, rest]) => [first, ...rest]);

/** Somebody asks, and somebody who may decides: of lives drawn at random, few get that far. */
const decided = fc
  .record({
    decision: fc.constantFrom<Act['type']>('approve', 'approve', 'reject', 'ask'),
    by: fc.constantFrom(MARTA, OLGA),
    days: fc.constantFrom(0, 1, 13),
    rest: fc.array(acts, { maxLength: 10 }),
  })
  .map(({ decision, by, days, rest }): Act[] => [act('submit', ANNA), act(decision, by, { days }), ...rest]);

const lives = fc.oneof(
  { weight: 8, arbitrary: begun },
  { weight: 1, arbitrary: givenAway },
  { weight: 1, arbitrary: decided },
);

function commandOf({ type, discountBp, behind }: Act, revision: number): Command | null {
  const base = { baseRevision: Math.max(0, revision - behind) };
  const items = [{ productId: anId('p', 1), quantity: 3, discountBp }];
  const requestId = REQUEST_ID;
  switch (type) {
    case 'submit':
      return aSubmit(discountBp);
    case 'revise':
      return aCommand('request.revise', { requestId, items, justification: '' }, base);
    case 'approve':
      return aCommand('request.approve', { requestId, note: null }, base);
    case 'reject':
      return aCommand('request.reject', { requestId, reason: 'No.' }, base);
    case 'ask':
      return aCommand('request.requestAdjustment', { requestId, reason: 'Less.', suggestedDiscountBp: 500 }, base);
    case 'withdraw':
      return aCommand('request.withdraw', { requestId }, base);
    case 'won':
    case 'lost':
      return aCommand('request.recordSale', { requestId, sale: type }, base);
    case 'expire':
    case 'handOver':
      return null;
  }
}

/** An admin hands it to somebody: to anybody, as what that makes of deciding is what is tested. */
const handOver = ({ userId, name, teamId }: ActingUser, at: string): RequestEvent => ({
  type: 'handedOver',
  by: { userId: OLGA.userId, name: OLGA.name, role: 'admin' },
  at,
  to: { userId, name, teamId: teamId ?? anId('t', 1) },
});

function eventsOf(act: Act, command: Command | null, before: DiscountRequest | null, now: string): RequestEvent[] {
  if (act.type === 'handOver') return before === null ? [] : [handOver(act.actor, now)];
  if (command === null) {
    const expired = before && decideExpiry(before, now);
    return expired ? [expired] : [];
  }
  const context = frozen(aContext({ actor: act.actor, now, ...act.world }));
  const decision = decide(frozen(command), before, context);
  // The same question gives the same answer.
  expect(decide(command, before, context)).toEqual(decision);
  if (!decision.accepted) {
    expect(Object.keys(decision).sort()).toEqual(['accepted', 'inputs', 'refusal']);
    return [];
  }
  expect(decision.events.length).toBeGreaterThan(0);
  return decision.events;
}

function expectForward(before: DiscountRequest, after: DiscountRequest): void {
  expect(after.steps.length).toBeGreaterThan(before.steps.length);
  expect(after.steps.slice(0, before.steps.length)).toEqual(before.steps);
  expect(after.revision).toBeGreaterThanOrEqual(before.revision);
  expect([after.id, after.customerId]).toEqual([before.id, before.customerId]);
  const isHandedOver = after.steps.at(-1)?.kind === 'handOver';
  if (!isHandedOver) expect(after.ownerId).toBe(before.ownerId);
  if (OPEN.has(before.status)) return;
  // Nothing that is final opens again or becomes another end, and only how the sale ended is still written.
  const still = ({ sale: _sale, steps: _steps, changedAt: _changedAt, ...rest }: DiscountRequest) =>
    isHandedOver ? { ...rest, ownerId: '', ownerName: '', teamId: '' } : rest;
  expect(still(after)).toEqual(still(before));
}

describe('any life of a request', () => {
  it('a request only moves forward, and every decision is about the revision current at the time', () => {
    const reached = new Map<DiscountRequest['status'], number>();
    fc.assert(
      fc.property(lives, (life) => {
        let request: DiscountRequest | null = null;
        let now = Date.parse(NOW);
        for (const act of life) {
          now += act.days * DAY;
          const before: DiscountRequest | null = frozen(request);
          const command = commandOf(act, before?.revision ?? 0);
          const events = frozen(eventsOf(act, command, before, new Date(now).toISOString()));
          if (events.length === 0) continue;
          const after = applyAll(before, events);
          if (after === null) throw new Error('events left nothing');
          expect(events.reduce<DiscountRequest | null>(apply, before)).toEqual(after);
          if (before !== null) expectForward(before, after);
          for (const step of after.steps.slice(before?.steps.length ?? 0)) {
            expect(step.revision).toBe(after.revision);
            if (!DECISIONS.includes(step.kind)) continue;
            expect(command?.baseRevision).toBe(before?.revision);
            expect(step.by.userId).not.toBe(after.ownerId);
            // Whoever made any revision, and whoever owns it now (law 8).
            const asked = after.steps.filter(({ kind }) => kind === 'submit' || kind === 'revise');
            expect(asked.map(({ by }) => by.userId)).not.toContain(step.by.userId);
            expect(before && before.expiresAt >= step.at).toBe(true);
            expect(step.by.role).not.toBe('salesperson');
          }
          request = after;
          reached.set(after.status, (reached.get(after.status) ?? 0) + 1);
        }
      }),
      { numRuns: 400 },
    );
    // A model that never gets anywhere proves nothing.
    expect([...reached.keys()].sort()).toEqual([
      'adjustmentRequested',
      'approved',
      'autoApproved',
      'expired',
      'rejected',
      'underReview',
      'withdrawn',
    ]);
  });

  it('a request expires only if nobody decided in time', () => {
    const decision = decide(aSubmit(2_000), null, aContext());
    const request = decision.accepted ? applyAll(null, decision.events) : null;
    if (request === null) throw new Error('the fixture was refused');
    expect(Date.parse(request.expiresAt) - Date.parse(NOW)).toBe(14 * DAY);
    expect(decideExpiry(request, request.expiresAt)).toBeNull();
    const late = new Date(Date.parse(request.expiresAt) + 1).toISOString();
    expect(decideExpiry(request, late)).toMatchObject({ type: 'expired', by: { role: 'system' } });
    expect(decideExpiry({ ...request, status: 'approved' }, late)).toBeNull();
  });

  it('any life of a request begins with a submission: any other event without a request is a bug, and says so', () => {
    const by = { userId: null, name: 'MarginIQ', role: 'system' } as const;
    expect(() => apply(null, { type: 'expired', by, at: NOW })).toThrow(TypeError);
  });
});
