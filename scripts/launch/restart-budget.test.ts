import { expect, test } from 'vitest';
import { createRestartBudget } from './restart-budget.mjs';

test('three restarts in a minute, each after a longer wait, then no more', () => {
  let time = 0;
  const budget = createRestartBudget({ now: () => time });
  const takes = [0, 5_000, 10_000, 15_000].map((at) => {
    time = at;
    return budget.take();
  });
  expect(takes).toEqual([
    { count: 1, delayMs: 500 },
    { count: 2, delayMs: 1_000 },
    { count: 3, delayMs: 2_000 },
    undefined,
  ]);
});

test('a child that dies now and then is always restarted', () => {
  let time = 0;
  const budget = createRestartBudget({ now: () => time });
  for (let minute = 0; minute < 20; minute++) {
    time = minute * 61_000;
    expect(budget.take()).toEqual({ count: 1, delayMs: 500 });
  }
});
