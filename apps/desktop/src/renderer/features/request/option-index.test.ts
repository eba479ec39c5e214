import { expect, it } from 'vitest';
import { OptionIndex } from './option-index.ts';

const PRODUCTS = [
  { id: 'gown', name: 'Isolation gown', sku: 'IG-1', category: 'Gloves and gowns' },
  { id: 'nitrile', name: 'Nitrile gloves', sku: 'NG-2', category: 'Consumables' },
  { id: 'pump', name: 'Infusion pump', sku: 'GLOVES-9', category: 'Devices' },
];
const products = new OptionIndex(PRODUCTS, ({ name, sku, category }) => ({
  label: name,
  names: [name, sku],
  others: [category],
}));
const found = (words: string) => products.find(words).options.map(({ id, foundBy }) => [id, foundBy]);

it('what a name or a code matches comes before what another field matches', () => {
  expect(found('gloves').map(([id]) => id)).toEqual(['nitrile', 'pump', 'gown']);
});

it('an option shows the field that was matched if its label does not', () => {
  expect(found('gloves')).toEqual([
    ['nitrile', ''],
    ['pump', 'GLOVES-9'],
    ['gown', 'Gloves and gowns'],
  ]);
  expect(found('isolation gloves')).toEqual([['gown', 'Gloves and gowns']]);
});

it('an empty search lists everything in the order given, without a reason', () => {
  expect(found('')).toEqual([
    ['gown', ''],
    ['nitrile', ''],
    ['pump', ''],
  ]);
});

it('more matches than are shown are counted, and the ones by name are among those shown', () => {
  const many = Array.from({ length: 80 }, (_, at) => ({ id: `other-${at}`, name: `Gown ${at}`, category: 'Gloves' }));
  const index = new OptionIndex([...many, { id: 'last', name: 'Gloves', category: '' }], ({ name, category }) => ({
    label: name,
    names: [name],
    others: [category],
  }));
  const { options, total } = index.find('gloves');
  expect([options.length, total]).toEqual([50, 81]);
  expect(options[0]?.id).toBe('last');
});

it('what is on another line already is found like the rest, with its line', () => {
  const { options, total } = products.find('gloves', new Map([['nitrile', 2]]));
  expect(total).toBe(3);
  expect(options.map(({ id, onLine }) => [id, onLine])).toEqual([
    ['nitrile', 2],
    ['pump', null],
    ['gown', null],
  ]);
});
