import { expect, it } from 'vitest';
import { MissingKeys } from './missing-keys.ts';
import { Problems } from './problem.ts';

it('a key that names nothing here is one problem, however many rows have it', () => {
  const problems = new Problems();
  const missing = new MissingKeys({ file: 'lines.csv', column: 'sku', what: 'product' }, problems);
  missing.add('POST', 7, null);
  missing.add('417', 8, '00417');
  missing.add('post', 9, null);
  missing.add('X', 10, null);
  missing.add('POST', 12, null);
  missing.add('X', 13, null);
  missing.add('x', 5, null);
  expect(problems.found).toEqual([]);
  missing.addProblems();
  expect(problems.found.map(({ line, value, reason }) => `${line} ${value}: ${reason}`)).toEqual([
    '7 POST: is not a product of this company; 2 more rows have it, the last one in line 12',
    '8 417: is not a product of this company, but "00417" is: a spreadsheet drops leading zeros',
    '5 x: is not a product of this company; 2 more rows have it, the last one in line 13',
  ]);
});
