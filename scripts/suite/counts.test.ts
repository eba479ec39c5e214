import { expect, test } from 'vitest';
import { addCounts, countPlaywright, countVitest, judge, summaryLines } from './counts.mjs';

test('vitest: its numbers, and a file that broke before its first test', () => {
  const report = {
    numPassedTests: 40,
    numFailedTests: 2,
    numPendingTests: 3,
    numTodoTests: 1,
    testResults: [
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'failed' }] },
      { status: 'failed', assertionResults: [] },
    ],
  };
  expect(countVitest(report)).toEqual({ passed: 40, failed: 3, skipped: 4 });
});

test('Playwright: its numbers, and errors outside of tests', () => {
  const stats = { expected: 10, unexpected: 1, flaky: 2, skipped: 3 };
  expect(countPlaywright({ stats, errors: [{ message: 'global set-up' }] })).toEqual({
    passed: 12,
    failed: 2,
    skipped: 3,
  });
});

test('a missing report, a step that ran nothing and a runner that ended with an error have failed', () => {
  expect(judge(countVitest({}), 1).failed).toBe(1);
  expect(judge(countPlaywright(undefined), 0).failed).toBe(1);
  expect(judge({ passed: 0, failed: 0, skipped: 12 }, 0).failed).toBe(1);
  expect(judge({ passed: 5, failed: 0, skipped: 0 }, 1).failed).toBe(1);
  expect(judge({ passed: 5, failed: 2, skipped: 0 }, 1).failed).toBe(2);
  expect(judge({ passed: 5, failed: 0, skipped: 1 }, 0).failed).toBe(0);
});

test('the summary adds up the steps', () => {
  const total = addCounts([
    { passed: 100, failed: 0, skipped: 1 },
    { passed: 23, failed: 1, skipped: 0 },
  ]);
  expect(summaryLines(total)).toEqual(['MarginIQ tests: 123 passed, 1 failed', '123 passed, 1 failed']);
});
