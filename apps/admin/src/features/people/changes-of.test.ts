import { expect, it } from 'vitest';
import { changesOf } from './changes-of.ts';

const shown = { role: 'salesperson', teamId: 'north', active: true } as const;

it('only changed fields are sent, so that an open dialog does not restore what was taken away meanwhile', () => {
  expect(changesOf(shown, { ...shown, teamId: 'south' })).toEqual({ teamId: 'south' });
  expect(changesOf(shown, { role: 'manager', teamId: null, active: false })).toEqual({
    role: 'manager',
    teamId: null,
    active: false,
  });
  expect(changesOf(shown, shown)).toEqual({});
});
