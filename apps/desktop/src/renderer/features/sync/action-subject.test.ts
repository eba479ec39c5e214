import type { Command } from '@marginiq/contract/command';
import { aCustomer, anId, aProduct, aRequest, NOW } from '@marginiq/domain/testing/fixtures';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { describe, expect, it } from 'vitest';
import { actionSubject, type KnownNames } from './action-subject.ts';

const customer = aCustomer({ name: 'Hansa' });
const product = aProduct();
const known: KnownNames = {
  customers: new Map([[customer.id, customer]]),
  products: new Map([[product.id, product]]),
};
const items = [{ productId: product.id, quantity: 2, discountBp: 1_000 }];
const requestId = anId('q', 1);
const envelope = { id: anId('x', 1), deviceId: anId('d', 1), deviceSeq: 1, baseRevision: 1, madeAt: NOW };
const command = (change: Pick<Command, 'type' | 'args'>) => ({ ...envelope, provisional: null, ...change }) as Command;
const submit = command({
  type: 'request.submit',
  args: { requestId, customerId: customer.id, items, justification: '' },
});
const view = (): RequestView => ({
  request: { ...aRequest(1_500), id: requestId, customerName: 'Kustenbau' },
  pending: [],
  refused: [],
  doomed: [],
});

describe('whom an action is about and of what amount', () => {
  it('a new request that is in no document names its customer, and what it comes to at list prices less its discounts', () => {
    expect(actionSubject(submit, [], known)).toEqual({ customer: 'Hansa', netMinor: 18_000 });
  });

  it('a decision names the customer and the amount of the request as this device shows it', () => {
    const approve = command({ type: 'request.approve', args: { requestId, note: null } });
    const { request } = view();
    expect(actionSubject(approve, [view()], known)).toEqual({
      customer: 'Kustenbau',
      netMinor: request.evaluation.total.netMinor,
    });
  });

  it('a revision names the amount that it asks for, not the current one', () => {
    const revise = command({ type: 'request.revise', args: { requestId, items, justification: '' } });
    expect(actionSubject(revise, [view()], known)).toEqual({ customer: 'Kustenbau', netMinor: 18_000 });
  });

  it('the subject of an action gives no amount while one of the products is unknown, for part of a sum is a wrong sum', () => {
    const other = [...items, { productId: anId('p', 99), quantity: 1, discountBp: 0 }];
    const partly = command({
      type: 'request.submit',
      args: { requestId, customerId: customer.id, items: other, justification: '' },
    });
    expect(actionSubject(partly, [], known)).toEqual({ customer: 'Hansa', netMinor: null });
  });

  it('the subject of an action is unknown for a request or a customer that is not on this device, and for an action of another version', () => {
    const withdraw = command({ type: 'request.withdraw', args: { requestId } });
    expect(actionSubject(withdraw, [], known)).toBeNull();
    expect(actionSubject(submit, [], { customers: new Map(), products: new Map() })).toBeNull();
    expect(actionSubject(null, [view()], known)).toBeNull();
  });
});
