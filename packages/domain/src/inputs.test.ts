import { CHANGED_INPUTS } from '@marginiq/contract/outcome';
import { describe, expect, it } from 'vitest';
import { changedInputs } from './inputs.ts';
import { anId } from './testing/fixtures.ts';

const seen = {
  rulesVersion: 1,
  governanceVersion: 1,
  statisticsVersion: 1,
  customerSeq: 1,
  ownerSeq: 1,
  productSeqs: { [anId('p', 1)]: 1 },
  grantedMark: 1,
};

describe('changedInputs', () => {
  it('changed inputs are named, and nothing else', () => {
    expect(changedInputs(seen, seen)).toEqual([]);
    expect(changedInputs(seen, { ...seen, rulesVersion: 2 })).toEqual(['rules']);
    expect(changedInputs(seen, { ...seen, productSeqs: { [anId('p', 1)]: 2 } })).toEqual(['product']);
    expect(changedInputs(seen, { ...seen, productSeqs: {} })).toEqual(['product']);
    expect(changedInputs({ ...seen, productSeqs: {} }, seen)).toEqual(['product']);
    const all = {
      rulesVersion: 2,
      governanceVersion: 2,
      statisticsVersion: 2,
      customerSeq: 2,
      ownerSeq: 2,
      productSeqs: {},
      grantedMark: 2,
    };
    expect(changedInputs(seen, all)).toEqual(CHANGED_INPUTS);
  });

  it('grants are not mentioned if one side did not add them up', () => {
    const { grantedMark: _mark, ...without } = seen;
    expect(changedInputs(without, seen)).toEqual([]);
    expect(changedInputs(seen, without)).toEqual([]);
  });
});
