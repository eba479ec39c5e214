import type { RequestStep } from '@marginiq/contract/discount-request';
import { describe, expect, it } from 'vitest';
import { shownSteps } from './timeline-words.ts';

const step = (kind: RequestStep['kind'], revision = 1): RequestStep => ({
  kind,
  revision,
  by:
    kind === 'autoApprove'
      ? { userId: null, name: 'MarginIQ', role: 'system' }
      : { userId: 'a', name: 'Anna', role: 'salesperson' },
  at: '2026-11-25T10:00:00.000Z',
  note: null,
  suggestedDiscountBp: null,
});
const shown = (steps: RequestStep[], pending: number, sale: 'won' | 'lost' | 'unknown' = 'unknown') =>
  shownSteps({ steps, sale }, pending).map(({ words, isPending }) => `${isPending ? '? ' : ''}${words}`);

describe('the activity of a request', () => {
  it('an approval by the rules that is only expected is not called one', () => {
    const steps = [step('submit'), step('autoApprove')];
    expect(shown(steps, 1)).toEqual([
      '? Anna submitted the request',
      '? Within all limits: approval by the rules is expected',
    ]);
    expect(shown(steps, 0)).toEqual(['Anna submitted the request', 'Approved by the rules']);
  });

  it('a hand-over says from whom it came, if it belonged to anybody', () => {
    const handed = { ...step('handOver'), handOver: { from: 'Ben', to: 'Carla' } };
    expect(shown([handed], 0)).toEqual(['Anna handed the request over from Ben to Carla']);
    expect(shown([{ ...handed, handOver: { from: '', to: 'Carla' } }], 0)).toEqual(['Anna gave the request to Carla']);
  });

  it('only the steps of unconfirmed commands are pending, whatever came before', () => {
    const steps = [
      step('submit'),
      step('requestAdjustment'),
      step('revise', 2),
      step('autoApprove', 2),
      step('recordSale', 2),
    ];
    expect(shown(steps, 1, 'won').map((line) => line.startsWith('?'))).toEqual([false, false, false, false, true]);
    expect(shown(steps, 2, 'won').map((line) => line.startsWith('?'))).toEqual([false, false, true, true, true]);
  });

  it('the outcome of the sale is shown where it was last recorded', () => {
    const steps = [step('submit'), step('autoApprove'), step('recordSale'), step('recordSale')];
    expect(shown(steps, 0, 'lost').slice(2)).toEqual([
      'Anna recorded how the sale ended',
      'Anna recorded the sale as lost',
    ]);
  });
});
