import { lineMargin } from '@marginiq/domain/margin';
import { createFormats } from '@marginiq/ui/format';
import { expect, it } from 'vitest';
import { marginText } from './margin-words.ts';

const formats = createFormats('en', 'EUR', 2);
const text = (discountBp: number, costMinor: number) =>
  marginText(lineMargin({ listPriceMinor: 1_000, costMinor, quantity: 2, discountBp }), formats);

it('a margin is a percentage of what is paid', () => {
  expect(text(2_000, 600)).toBe('25%');
  expect(text(5_000, 500)).toBe('0%');
  expect(text(5_000, 600)).toBe('−20%');
});

it('what is given away has no percentage of margin, and is not called 0%', () => {
  expect(text(10_000, 600)).toBe('Given away');
});

it('what costs nothing and is given away has a dash for its margin', () => {
  expect(text(10_000, 0)).toBe('–');
});
