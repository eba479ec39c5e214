import { describe, expect, it } from 'vitest';
import { bothDecisions, noDecision } from './decision-draft.ts';

const refused = {
  ...noDecision(1),
  choice: 'reject' as const,
  reasons: { approve: '', adjust: '', reject: 'Too much.' },
};

describe('a refused decision that is written again', () => {
  it('a refused decision keeps what was typed since for the same request, and restores its own text', () => {
    const begun = {
      ...noDecision(2),
      choice: 'reject' as const,
      reasons: { approve: 'Fine.', adjust: '', reject: 'Still' },
    };
    const both = bothDecisions(begun, refused);
    expect(both.reasons).toEqual({ approve: 'Fine.', adjust: '', reject: 'Too much.\n\nStill' });
    expect(both.choice).toBe('reject');
    expect(both.seen).toBe(1);
  });

  it('the text of a refused decision is restored once', () => {
    const once = bothDecisions(noDecision(2), refused);
    expect(bothDecisions(once, refused)).toEqual(once);
  });
});
