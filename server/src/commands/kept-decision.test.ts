import { keptInputs } from '@marginiq/domain/kept-inputs';
import { ANNA, aContext, aRequest, aSubmit } from '@marginiq/domain/testing/fixtures';
import { expect, it } from 'vitest';
import { keptDecision } from './kept-decision.ts';
import { requestDigest } from './request-digest.ts';

const inputs = keptInputs(aContext(), []);
const [step] = aRequest().steps;
const kept = (steps: number) => {
  const before = {
    ...aRequest(),
    seq: 7,
    steps: Array.from({ length: steps }, () => ({ ...step, note: 'x'.repeat(2_000) })),
  };
  return keptDecision(aSubmit(), { actor: ANNA, inputs, before: before as never, after: aRequest() });
};

it('a request over the size limit is not kept with the decision that changed it, so that the decision itself can be stored', () => {
  expect(kept(90)).toMatchObject({ beforeSeq: 7, before: { seq: 7 } });
  const { before, ...rest } = kept(600);
  expect(rest).toMatchObject({ beforeSeq: 7, left: { seq: 0 } });
  expect(before).toBeUndefined();
});

it('a request’s digest tells it from any other, but not from itself at another position or with its keys in another order', () => {
  const request = aRequest();
  const { evaluation, ...rest } = request;
  const digest = requestDigest(request);
  expect(requestDigest({ evaluation, ...rest, seq: 99 })).toBe(digest);
  expect(requestDigest({ ...request, approvedUntil: undefined })).toBe(digest);
  const { risk } = evaluation;
  const riskier = { ...evaluation, risk: { ...risk, score: risk.score + 1 } };
  expect(requestDigest({ ...request, evaluation: riskier })).not.toBe(digest);
  expect(requestDigest({ ...request, steps: [...request.steps, ...request.steps] })).not.toBe(digest);
});
