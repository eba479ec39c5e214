import { describe, expect, it } from 'vitest';
import { readCliOptions } from './cli-options.ts';

const read = (...args: string[]) => readCliOptions(['--company', 'c', '--customers', 'c.csv', ...args]);

describe('the options of an import', () => {
  it('state formats for all files, and for one of them', () => {
    const { stated } = read('--decimal', 'comma', '--decimal', 'orders=point', '--encoding', 'customers=windows-1252');
    expect(stated.products).toEqual({ decimal: ',' });
    expect(stated.customers).toEqual({ decimal: ',', encoding: 'windows-1252' });
    expect(stated.deals).toEqual({ decimal: '.' });
  });

  it('the options of an import say who a salesperson is, also under a key with an = in it', () => {
    const { options } = read('--salesperson', '7=anna@c.example', '--salesperson', 'a=b=nobody');
    expect([...(options.salespeople ?? [])]).toEqual([
      ['7', 'anna@c.example'],
      ['a=b', 'nobody'],
    ]);
  });

  it('name past deals in one file, or in two', () => {
    expect(read('--orders', 'o.csv').paths).toMatchObject({ deals: 'o.csv' });
    expect(read('--orders', 'o.csv', '--order-details', 'd.csv').paths).toMatchObject({ dealLines: 'd.csv' });
  });

  it.each([
    [['--decimal', 'dot'], '--decimal is one of point, comma'],
    [['--salesperson', '7'], '--salesperson is <key>=<email>'],
    [['--order-details', 'o.csv'], '--order-details needs --orders'],
    [['--cost-share', '1.2'], '--cost-share is a share'],
    [['--keys', 'folded'], '--keys is as-written'],
    [['--wrong'], 'wrong'],
  ])('%j is answered with what to write', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});
