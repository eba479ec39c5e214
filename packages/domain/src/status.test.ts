import type { Command } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { LaterValue } from '@marginiq/contract/open-enum';
import { REQUEST_STATUSES, STATUS_MEANINGS } from '@marginiq/contract/request-status';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from './decide.ts';
import { decideExpiry } from './expire.ts';
import { allows, isApproved, isOpen } from './status.ts';
import { ANNA, aCommand, aContext, anId, aRequest, MARTA, REQUEST_ID } from './testing/fixtures.ts';

const items = [{ productId: anId('p', 1), quantity: 10, discountBp: 2_000 }];
const requestId = REQUEST_ID;
const fromNow = { baseRevision: 1 };

/** Each command that is about a request, given by whoever may give it, with nothing else against it. */
const COMMANDS: readonly [Command, typeof ANNA][] = [
  [aCommand('request.revise', { requestId, items, justification: 'Less.' }, fromNow), ANNA],
  [aCommand('request.withdraw', { requestId }, fromNow), ANNA],
  [aCommand('request.approve', { requestId, note: null }, fromNow), MARTA],
  [aCommand('request.reject', { requestId, reason: 'No.' }, fromNow), MARTA],
  [aCommand('request.requestAdjustment', { requestId, reason: 'Less.', suggestedDiscountBp: 900 }, fromNow), MARTA],
  [aCommand('request.recordSale', { requestId, sale: 'lost' }, fromNow), ANNA],
];

const statuses = fc.constantFrom(...REQUEST_STATUSES, 'postponed' as LaterValue);

test('a command is accepted in exactly those statuses in which the table allows it, and refused with that reason in all others', () => {
  fc.assert(
    fc.property(statuses, fc.constantFrom(...COMMANDS), (status, [command, actor]) => {
      const request: DiscountRequest = { ...aRequest(), status };
      const decision = decide(command, request, aContext({ actor }));
      if (allows(request, command.type)) expect(decision).toMatchObject({ accepted: true });
      else expect(decision).toMatchObject({ accepted: false, refusal: { code: 'statusChanged' } });
    }),
    { numRuns: 400 },
  );
});

test('every command about a request is allowed in some status, and none of them is new to this test', () => {
  const allowed = new Set(Object.values(STATUS_MEANINGS).flatMap(({ may }) => may));
  expect(allowed).toEqual(new Set(COMMANDS.map(([{ type }]) => type)));
});

test('time closes a request in exactly those statuses that are open', () => {
  for (const status of REQUEST_STATUSES) {
    const request: DiscountRequest = { ...aRequest(), status };
    expect(decideExpiry(request, '2999-01-01T00:00:00.000Z') !== null, status).toBe(isOpen(request));
  }
});

test('a sale is recorded of what was approved, and of nothing else', () => {
  for (const status of REQUEST_STATUSES) {
    expect(allows({ status }, 'request.recordSale'), status).toBe(isApproved({ status }));
  }
});
