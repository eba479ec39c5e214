import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SaveSoon } from './save-soon.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** One that notes when it saved, in milliseconds from its start. */
function aSaver() {
  const start = performance.now();
  const savedAt: number[] = [];
  const soon: SaveSoon = new SaveSoon(() => {
    soon.done();
    savedAt.push(performance.now() - start);
  });
  return { soon, savedAt };
}

it('saveSoon saves the first change behind the current task, and not within it', () => {
  const { soon, savedAt } = aSaver();
  soon.ask();
  expect([soon.isWaiting, savedAt]).toEqual([true, []]);
  vi.advanceTimersByTime(0);
  expect([soon.isWaiting, savedAt]).toEqual([false, [0]]);
});

it('saveSoon saves continued typing ten times a second, and its last letter too', () => {
  const { soon, savedAt } = aSaver();
  for (let letter = 0; letter < 10; letter += 1) {
    soon.ask();
    vi.advanceTimersByTime(25);
  }
  vi.runAllTimers();
  expect(savedAt).toEqual([0, 100, 200, 300]);
});

it('saveSoon saves nothing that was saved meanwhile or need not be any more', () => {
  const { soon, savedAt } = aSaver();
  soon.ask();
  soon.done();
  vi.runAllTimers();
  expect([soon.isWaiting, savedAt]).toEqual([false, []]);
});
