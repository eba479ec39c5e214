import { describe, expect, it } from 'vitest';
import { neededInputs } from './needed-inputs.ts';
import { ANNA, aCommand, anId, aRequest, aSubmit, REQUEST_ID } from './testing/fixtures.ts';

const wished = (...numbers: number[]) =>
  numbers.map((number) => ({ productId: anId('p', number), quantity: 1, discountBp: 0 }));

describe('what a decision reads', () => {
  it('what a decision reads is named by the command where it makes the request', () => {
    expect(neededInputs(aSubmit(0, { items: wished(1, 2) }), null)).toEqual({
      customerId: anId('c', 1),
      ownerId: null,
      productIds: [anId('p', 1), anId('p', 2)],
    });
  });

  it('what a decision reads is named by the request otherwise, with the products of both where it is revised', () => {
    const request = aRequest();
    const approve = aCommand('request.approve', { requestId: REQUEST_ID, note: null });
    const standing = { customerId: request.customerId, ownerId: ANNA.userId };
    expect(neededInputs(approve, request)).toEqual({ ...standing, productIds: [anId('p', 1)] });
    const revise = aCommand('request.revise', { requestId: REQUEST_ID, items: wished(3, 1), justification: '' });
    expect(neededInputs(revise, request)).toEqual({ ...standing, productIds: [anId('p', 3), anId('p', 1)] });
  });

  it('what a decision reads is nothing where there is no such request', () => {
    const withdraw = aCommand('request.withdraw', { requestId: REQUEST_ID });
    expect(neededInputs(withdraw, null)).toEqual({ customerId: null, ownerId: null, productIds: [] });
  });
});
