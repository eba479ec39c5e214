import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createReporter, formatDuration, reportStep } from './reporter.mjs';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function recorded() {
  const lines: string[] = [];
  const log = createReporter({ write: (text) => lines.push(text), now: () => Date.now(), heartbeatMs: 20_000 });
  return { lines, log };
}

test('a long step says that it is alive, then how long it took', async () => {
  const { lines, log } = recorded();
  const work = reportStep(log, 'Installing', () => new Promise((resolve) => setTimeout(resolve, 48_000)));
  await vi.advanceTimersByTimeAsync(48_000);
  await work;
  expect(lines).toEqual(['Installing ...\n', '  still at it (20 s)\n', '  still at it (40 s)\n', '  done in 48 s\n']);
});

test('a step that fails falls silent and passes its error on', async () => {
  const { lines, log } = recorded();
  await expect(reportStep(log, 'Fetching', () => Promise.reject(new Error('no network')))).rejects.toThrow(
    'no network',
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines).toEqual(['Fetching ...\n']);
});

test.each([
  [420, '0.4 s'],
  [9_960, '10 s'],
  [48_200, '48 s'],
  [185_000, '3 min 5 s'],
])('%i ms is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
