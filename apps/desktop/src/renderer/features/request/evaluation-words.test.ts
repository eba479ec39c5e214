import type { Evaluation } from '@marginiq/contract/evaluation';
import { aRequest } from '@marginiq/domain/testing/fixtures';
import { describe, expect, it } from 'vitest';
import { verdictWords } from './evaluation-words.ts';

const evaluation = (change: Partial<Evaluation>): Evaluation => ({ ...aRequest(1_500).evaluation, ...change });
const said = (change: Partial<Evaluation>, open = true) => {
  const { title, detail } = verdictWords(evaluation(change), open);
  return `${title} ${detail}`;
};

describe('the words of a verdict', () => {
  it('what only an admin may approve names no manager', () => {
    for (const open of [true, false]) {
      const words = said({ verdict: 'review', requiredApprover: 'admin' }, open);
      expect(words).toMatch(/^An admin/);
      expect(words).not.toMatch(/manager/i);
    }
  });

  it('what a manager may approve names no admin', () => {
    expect(said({ verdict: 'review', requiredApprover: 'manager' })).toMatch(/^A manager must approve/);
  });

  it('a decided request is spoken of in the past, and an open one is not', () => {
    for (const verdict of ['autoApprove', 'review', 'refuse'] as const) {
      expect(said({ verdict }, false)).toMatch(/had|was|could|broke/);
      expect(said({ verdict }, true)).not.toMatch(/\b(had|was|could|broke)\b/);
    }
  });

  it('nothing that is within all limits is called approved', () => {
    expect(said({ verdict: 'autoApprove', requiredApprover: 'none' })).not.toMatch(/approved/i);
  });
});
