import type { Outcome } from '@marginiq/contract/outcome';
import type { Changes } from '@marginiq/contract/pull';
import {
  aCompany,
  aCustomer,
  aGovernance,
  aPerson,
  aProduct,
  aRequest,
  aRuleSet,
  aStatistics,
  COMPANY_ID,
  NOW,
  OLGA,
} from '@marginiq/domain/testing/fixtures';
import { describe, expect, it } from 'vitest';
import { readsPagesOf } from '../testing/recorded/reads-pages-of.ts';
import { noChanges } from './change.ts';
import { changesFor, outcomeFor } from './for-protocol.ts';

const request = aRequest();
const { userId, name } = OLGA;
const handOver = {
  kind: 'handOver',
  revision: 1,
  by: { userId, name, role: 'admin' },
  at: NOW,
  note: null,
  suggestedDiscountBp: null,
  handOver: { from: 'Anna', to: 'Ben' },
} as const;
const handed = { ...request, steps: [...request.steps, handOver] };
const held = { ...request, evaluation: { ...request.evaluation, holdReasons: ['togetherTooHigh' as const] } };
const inParts = {
  ...request,
  items: request.items.map((item) => ({ ...item, quantity: 2.5, unit: 'kg' })),
};
const pageOf = (...upserts: (typeof request)[]) => ({ ...noChanges(), requests: { upserts, removals: [] } });

describe('a client of an earlier protocol', () => {
  it('a client of an earlier protocol is sent requests in words that it knows', () => {
    for (const protocol of [1, 2, 3]) {
      const [first, second, third] = changesFor(protocol, pageOf(handed, held, request)).requests.upserts;
      expect(first).toEqual(request);
      expect(second?.evaluation.holdReasons).toEqual(['amountTooHigh']);
      expect(third).toBe(request);
    }
    expect(changesFor(4, pageOf(handed, held)).requests.upserts).toEqual([handed, held]);
  });

  it('a client of an earlier protocol can read a page with everything in it that is new, and also what belongs to nobody', () => {
    const nobodys = { ...request, ownerId: null, ownerName: '', teamId: null };
    const page: Changes = {
      requests: { upserts: [handed, held, request, nobodys, inParts], removals: [] },
      customers: { upserts: [aCustomer(), aCustomer({ ownerId: null, teamId: null })], removals: [] },
      products: { upserts: [aProduct()], removals: [] },
      reference: {
        upserts: [
          aCompany({ currencyDigits: 3, timeZone: 'Europe/Berlin' }),
          aPerson(OLGA),
          aRuleSet(),
          { ...aGovernance({ windowDays: 7 }), approvalDays: 30 },
          aStatistics({ leftOut: 1 }),
        ],
        removals: [],
      },
    };
    for (const protocol of [1, 2, 3, 4]) {
      const reads = readsPagesOf(protocol);
      expect([protocol, reads(page), reads(changesFor(protocol, page))]).toEqual([protocol, false, true]);
    }
    expect(changesFor(5, page)).toBe(page);
    // Translated once per protocol for all recipients, and separately for each protocol.
    expect(changesFor(4, page)).toBe(changesFor(4, page));
    expect(changesFor(3, page)).not.toBe(changesFor(4, page));
  });

  it('an older program sees the company as owner of what belongs to nobody, and nobody who works there', () => {
    const customer = aCustomer({ ownerId: null, teamId: null });
    const ofNobody: Changes = { ...noChanges(), customers: { upserts: [customer], removals: [] } };
    expect(changesFor(3, ofNobody).customers.upserts).toEqual([
      { ...customer, ownerId: COMPANY_ID, teamId: COMPANY_ID },
    ]);
    const [deal] = changesFor(3, pageOf({ ...request, ownerId: null })).requests.upserts;
    expect(deal).toEqual({ ...request, ownerId: COMPANY_ID });
    // A team could be missing before, too.
    expect(changesFor(3, pageOf({ ...request, teamId: null })).requests.upserts[0]?.teamId).toBeNull();
  });

  it('an older program sees a fractional line as one piece of all of it, and everything else unchanged', () => {
    for (const protocol of [1, 2, 3, 4]) {
      const [told] = changesFor(protocol, pageOf(inParts)).requests.upserts;
      const [item] = request.items;
      expect(told?.items).toEqual([
        expect.objectContaining({
          quantity: 1,
          name: `${item?.name} (2.5 kg)`,
          listPriceMinor: 25_000,
          costMinor: 15_000,
          discountBp: item?.discountBp,
        }),
      ]);
      expect({ ...told, items: [] }).toEqual({ ...inParts, items: [] });
    }
  });

  it('a client of an earlier protocol gets the same object if there is nothing to say otherwise, as a commit is written out once for many', () => {
    const page = pageOf(request);
    for (const protocol of [2, 4]) expect(changesFor(protocol, page)).toBe(page);
  });

  it('an older program is not sent an input that it does not know', () => {
    const outcome: Outcome = {
      commandId: request.id,
      deviceSeq: 1,
      status: 'refused',
      refusal: { code: 'inputsChanged', message: 'Changed.', current: null },
      requestId: request.id,
      revision: null,
      requestStatus: null,
      changedInputs: ['rules', 'granted'],
      decidedAt: NOW,
    };
    expect(outcomeFor(3, outcome)).toMatchObject({ refusal: { code: 'revisionChanged' }, changedInputs: ['rules'] });
    expect(outcomeFor(4, outcome)).toBe(outcome);
    const whole: Outcome = { ...outcome, refusal: { code: 'soldWhole', message: 'Whole.', current: null } };
    expect(outcomeFor(4, whole)).toMatchObject({
      refusal: { code: 'invalidCommand' },
      changedInputs: ['rules', 'granted'],
    });
    expect(outcomeFor(3, whole)).toMatchObject({ refusal: { code: 'invalidCommand' }, changedInputs: ['rules'] });
    expect(outcomeFor(5, whole)).toBe(whole);
  });
});
