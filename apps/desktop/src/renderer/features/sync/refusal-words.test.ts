import type { Refusal } from '@marginiq/contract/outcome';
import { REASON_CODES } from '@marginiq/contract/reason-code';
import { describe, expect, it } from 'vitest';
import { refusalWords } from './refusal-words.ts';

describe('the words of a refusal', () => {
  it('every refusal code has words that say why and what to do', () => {
    for (const code of REASON_CODES) {
      const { title, next } = refusalWords({ code });
      expect(`${title} ${next}`).not.toMatch(/refusal\.|\{\{|did not accept/);
    }
  });

  it.each([
    [
      'unitChanged',
      { name: 'Copper', unit: 'm', askedUnit: 'kg' },
      'Copper is sold by “m” now; you entered it by “kg”',
    ],
    ['soldWhole', { name: 'Pump', quantity: 2.5 }, 'Pump is only sold in whole units'],
    ['ownerLeft', { name: 'Anna' }, 'Anna has left the company'],
    [
      'guardrail',
      { limits: ['Never below cost', 'At most 30 %'] },
      'Nobody may exceed: Never below cost and At most 30 %',
    ],
    ['inputsChanged', { name: 'Pump', what: 'cost' }, 'The cost of Pump has changed since you looked'],
  ])('%s names what it is about', (code, params, title) => {
    expect(refusalWords({ code: code as never, params }).title).toBe(title);
  });

  it('the words say what to do about what could not be sent', () => {
    const next = (problem: string) => refusalWords({ code: 'invalidCommand', params: { problem } }).next;
    expect(next('tooLarge')).toContain('Make it shorter');
    expect(next('rejected')).toContain('update MarginIQ');
    expect(next('newer')).toBe(refusalWords({ code: 'invalidCommand' }).next);
  });

  it('the words of a refusal say it in general where the server is of before, or names less or in another way', () => {
    const general = refusalWords({ code: 'unitChanged' }).title;
    const less: Refusal['params'][] = [null, {}, { name: 'Copper' }, { name: 'Copper', unit: '', askedUnit: 'kg' }];
    for (const params of less) expect(refusalWords({ code: 'unitChanged', params }).title).toBe(general);
    expect(refusalWords({ code: 'guardrail', params: { limits: [] } }).title).toBe('It breaks a company limit');
    expect(refusalWords({ code: 'inputsChanged', params: { name: 'Pump', what: 'weather' } }).title).toBe(
      refusalWords({ code: 'inputsChanged' }).title,
    );
  });
});
