/**
 * Counts from the JSON reports of the test runners, so that the summary says what really ran.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

export const NO_TESTS = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/**
 * @param {unknown} report vitest's
 * @returns {Counts}
 */
export function countVitest(report) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = asRecord(report);
  const files = Array.isArray(testResults) ? testResults.map(asRecord) : [];
  // A file that fails before its first test (an import, a hook) has no failed test to count, yet it has failed.
  const brokenFiles = files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' &&
      !(Array.isArray(assertionResults) && assertionResults.some((test) => asRecord(test).status === 'failed')),
  );
  return {
    passed: asCount(numPassedTests),
    failed: asCount(numFailedTests) + brokenFiles.length,
    skipped: asCount(numPendingTests) + asCount(numTodoTests),
  };
}

/**
 * @param {unknown} report Playwright's
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { stats, errors } = asRecord(report);
  const { expected, unexpected, flaky, skipped } = asRecord(stats);
  return {
    // Flaky: passed on a retry.
    passed: asCount(expected) + asCount(flaky),
    failed: asCount(unexpected) + (Array.isArray(errors) ? errors.length : 0),
    skipped: asCount(skipped),
  };
}

/**
 * @param {unknown} report the torture harness's
 * @returns {Counts}
 */
export function countTorture(report) {
  const { passed, failed, skipped } = asRecord(report);
  return { passed: asCount(passed), failed: asCount(failed), skipped: asCount(skipped) };
}

/**
 * The counts of a finished test step. A runner that ends with an error although no test failed (an unhandled rejection,
 * a global set-up), or that ran nothing, has failed too.
 * @param {Counts} counts
 * @param {number} exitCode
 * @returns {Counts}
 */
export function judge(counts, exitCode) {
  const ranNothing = counts.passed + counts.failed === 0;
  const failed = counts.failed === 0 && (exitCode !== 0 || ranNothing) ? 1 : counts.failed;
  return { ...counts, failed };
}

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function addCounts(all) {
  return all.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    NO_TESTS,
  );
}

/**
 * @param {Counts} counts
 * @returns {[string, string]} the summary, and the same in the bare form that some CI systems look for
 */
export function summaryLines({ passed, failed }) {
  const bare = `${passed} passed, ${failed} failed`;
  return [`MarginIQ tests: ${bare}`, bare];
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function asRecord(value) {
  return typeof value === 'object' && value !== null ? /** @type {Record<string, unknown>} */ (value) : {};
}

/** @param {unknown} value */
function asCount(value) {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
