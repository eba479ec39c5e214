import type { Outcome } from '@marginiq/contract/outcome';
import { aRequest, NOW, OLGA } from '@marginiq/domain/testing/fixtures';
import { describe, expect, it } from 'vitest';
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
const pageOf = (...upserts: (typeof request)[]) => ({ ...noChanges(), requests: { upserts, removals: [] } });

describe('a client of an earlier protocol', () => {
  it('is sent requests in words that it knows', () => {
    for (const protocol of [1, 2, 3]) {
      const [first, second, third] = changesFor(protocol, pageOf(handed, held, request)).requests.upserts;
      expect(first).toEqual(request);
      expect(second?.evaluation.holdReasons).toEqual(['amountTooHigh']);
      expect(third).toBe(request);
    }
    expect(changesFor(4, pageOf(handed, held)).requests.upserts).toEqual([handed, held]);
  });

  it('gets the same object if there is nothing to say otherwise, as a commit is written out once for many', () => {
    const page = pageOf(request);
    expect(changesFor(2, page)).toBe(page);
  });

  it('is not told of an input that it does not know', () => {
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
  });
});
