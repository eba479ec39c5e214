/**
 * The launcher's console output: plain lines that read the same in a terminal, in a file and in CI, so no cursor
 * movement. A long step reports that it is alive every `heartbeatMs`.
 *
 * @typedef {object} Step
 * @property {(note?: string) => void} done closes the step and prints how long it took
 * @property {() => void} fail closes the step without a word; the error that follows says why
 *
 * @typedef {object} Reporter
 * @property {(text: string) => void} line
 * @property {(text: string) => Step} step
 */

/**
 * @param {{ write?: (text: string) => void, now?: () => number, heartbeatMs?: number }} [options]
 * @returns {Reporter}
 */
export function createReporter(options = {}) {
  const write = options.write ?? ((text) => process.stdout.write(text));
  const now = options.now ?? (() => performance.now());
  const heartbeatMs = options.heartbeatMs ?? 20_000;
  return {
    line: (text) => write(`${text}\n`),
    step(text) {
      const startedAt = now();
      write(`${text} ...\n`);
      const heartbeat = setInterval(() => write(`  still at it (${formatDuration(now() - startedAt)})\n`), heartbeatMs);
      heartbeat.unref();
      return {
        done(note) {
          clearInterval(heartbeat);
          write(`  done in ${formatDuration(now() - startedAt)}${note ? `: ${note}` : ''}\n`);
        },
        fail: () => clearInterval(heartbeat),
      };
    },
  };
}

/**
 * @template T
 * @param {Reporter} reporter
 * @param {string} text
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function reportStep(reporter, text, work) {
  const step = reporter.step(text);
  try {
    const result = await work();
    step.done();
    return result;
  } catch (error) {
    step.fail();
    throw error;
  }
}

/**
 * @param {number} milliseconds
 * @returns {string} `0.4 s`, `48 s`, `3 min 5 s`
 */
export function formatDuration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
