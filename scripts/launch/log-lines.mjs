const PINO_ERROR = 50;
const SHOWN_PER_MINUTE = 10;

/**
 * Parses a line of a child's log: pino's JSON, or anything else.
 * @param {string} line
 * @returns {{ level: number, msg: string } | undefined}
 */
export function parseLogLine(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(line);
    if (typeof value?.level !== 'number') return undefined;
    const cause = typeof value.err?.message === 'string' ? value.err.message : '';
    const msg = typeof value.msg === 'string' ? value.msg : '';
    return { level: value.level, msg: cause && !msg.includes(cause) ? [msg, cause].filter(Boolean).join(': ') : msg };
  } catch {
    return undefined;
  }
}

/**
 * Shows a child's errors on the console, and no flood of them: the log file has them all.
 * @param {{ name: string, logFile: string, print: (text: string) => void, now?: () => number }} options
 */
export function createErrorDisplay({ name, logFile, print, now = () => performance.now() }) {
  let windowStart = Number.NEGATIVE_INFINITY;
  let shown = 0;
  return {
    /** @param {{ level: number, msg: string }} entry */
    show(entry) {
      if (entry.level < PINO_ERROR) return;
      if (now() - windowStart > 60_000) {
        windowStart = now();
        shown = 0;
      }
      shown += 1;
      if (shown <= SHOWN_PER_MINUTE) print(`${name}: ${entry.msg}`);
      else if (shown === SHOWN_PER_MINUTE + 1) print(`${name}: more errors stand in ${logFile}`);
    },
  };
}
