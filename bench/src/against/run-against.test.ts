import { expect, it } from 'vitest';
import { figuresOf } from './run-against.ts';

it('the figures are those of the last line of JSON', () => {
  const lines = ['push', '{"note":1}', '{"bench":"sync","figures":{"pushVsInsert":2.5}}'];
  expect(figuresOf(lines)).toEqual({ pushVsInsert: 2.5 });
  expect(() => figuresOf(['push', 'no figures'])).toThrow(/line of JSON:\npush\nno figures/);
});
