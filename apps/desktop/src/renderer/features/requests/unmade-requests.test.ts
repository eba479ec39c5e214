import type { OutboxEntry } from '@marginiq/sync/outbox/outbox-entry';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { describe, expect, it } from 'vitest';
import { unmadeRequests } from './unmade-requests.ts';

const id = (n: number) => `01890a5d-ac96-774b-bcce-${String(n).padStart(12, '0')}`;
const submit = (n: number, state: OutboxEntry['state']): OutboxEntry => ({
  command: {
    id: id(n),
    deviceId: id(900),
    deviceSeq: n,
    type: 'request.submit',
    args: {
      requestId: id(n + 100),
      customerId: id(500),
      items: [{ productId: id(600), quantity: 1, discountBp: 100 }],
      justification: '',
    },
    baseRevision: 0,
    madeAt: '2026-11-25T10:00:00.000Z',
    provisional: null,
  },
  state,
  outcome: null,
});
const view = (n: number) => ({ request: { id: id(n + 100) } }) as RequestView;

describe('new requests that were not made', () => {
  it('a refused one and one that will be refused are listed, and one that is shown anyway is not', () => {
    const entries = [submit(1, 'refused'), submit(2, 'waiting'), submit(3, 'waiting'), submit(4, 'accepted')];
    expect(unmadeRequests(entries, [view(3)]).map(({ requestId }) => requestId)).toEqual([id(101), id(102)]);
  });
});
