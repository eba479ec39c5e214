import type { RequestView } from '@marginiq/sync/replica/overlay';
import { describe, expect, it } from 'vitest';
import { type RequestGroup, RequestSearch } from './request-filter.ts';

const view = (tail: string, customerName: string, change: Partial<RequestView['request']> = {}): RequestView => ({
  request: {
    id: `01890a5d-ac96-774b-bcce-b30209${tail}`,
    customerId: customerName,
    customerName,
    ownerName: 'Anna Krüger',
    items: [{ name: 'Kühlaggregat 40' }],
    status: 'approved',
    ...change,
  } as RequestView['request'],
  pending: [],
  refused: [],
  doomed: [],
});
const views = [
  view('aaaa11', 'Hansa Stahlbau GmbH', { status: 'underReview' }),
  view('bbbb22', 'Müller & Söhne'),
  view('cccc33', 'Küstenbau Rügen'),
];
const found = (words: string, group: RequestGroup = 'all') =>
  new RequestSearch()
    .find(views, { words, group, codeOf: (id) => (id.startsWith('Hansa') ? 'C-1042' : null) })
    .map(({ request }) => request.customerName.split(' ')[0]);

describe('searching requests', () => {
  it.each([
    ['stahlbau hansa', ['Hansa']],
    ['r-09bbbb', []],
    ['bbbb22', ['Müller']],
    ['R-BBBB22', ['Müller']],
    ['c-1042', ['Hansa']],
    ['mueller', ['Müller']],
    ['kusten', ['Küstenbau']],
    ['kuhlaggregat krueger', ['Hansa', 'Müller', 'Küstenbau']],
    ['', ['Hansa', 'Müller', 'Küstenbau']],
  ])('"%s" finds %j', (words, names) => {
    expect(found(words)).toEqual(names);
  });

  it('a group keeps to open or decided requests', () => {
    expect(found('', 'open')).toEqual(['Hansa']);
    expect(found('', 'decided')).toEqual(['Müller', 'Küstenbau']);
  });

  it('a customer’s code that arrives later can be searched for from then on', () => {
    const search = new RequestSearch();
    const by = (codeOf: (id: string) => string | null) => search.find(views, { words: 'C-77', group: 'all', codeOf });
    expect(by(() => null)).toEqual([]);
    expect(by(() => 'C-77')).toHaveLength(3);
  });
});
