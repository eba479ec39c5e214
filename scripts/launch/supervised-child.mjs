import { spawn } from 'node:child_process';
import { openLog, readTail } from '../base/log-file.mjs';
import { endProcess } from '../base/processes.mjs';
import { readLines } from '../base/run-command.mjs';
import { UserError } from '../base/user-error.mjs';
import { createErrorDisplay, parseLogLine } from './log-lines.mjs';
import { createRestartBudget } from './restart-budget.mjs';

/** A process that was asked to stop finishes its work within ten seconds. */
const STOP_GRACE_MS = 15_000;

/**
 * @typedef {object} ChildSpec
 * @property {string} name as the console calls it: `api`
 * @property {readonly string[]} args of Node
 * @property {NodeJS.ProcessEnv} env
 * @property {string} cwd
 * @property {string} logFile
 *
 * @typedef {object} ChildEvents
 * @property {(text: string) => void} print
 * @property {(msg: string) => void} [onMessage] each log line's `msg`
 * @property {(pid: number) => void} [onStarted]
 * @property {() => void} [onStopped] ended as asked
 * @property {(error: UserError) => void} onLost it keeps dying
 */

/**
 * Runs one of our server processes: keeps its log, shows its errors, starts it again when it dies, stops it.
 * @param {ChildSpec} spec
 * @param {ChildEvents} events
 */
export function superviseChild(spec, events) {
  const log = openLog(spec.logFile, {
    onError: (error) => events.print(`${spec.name}: its log cannot be written (${String(error)})`),
  });
  const errors = createErrorDisplay({ name: spec.name, logFile: spec.logFile, print: events.print });
  const budget = createRestartBudget();
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  /** @type {NodeJS.Timeout | undefined} */
  let restart;
  let isStopping = false;

  const onLine = (/** @type {string} */ line) => {
    log.write(line);
    const entry = parseLogLine(line);
    if (!entry) return;
    errors.show(entry);
    events.onMessage?.(entry.msg);
  };

  const start = () => {
    const started = spawn(process.execPath, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      // The channel carries nothing; its end (`disconnect`) tells the child that the launcher is gone.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own, because Ctrl-C in a terminal reaches the whole foreground group and the order of
      // stopping matters.
      detached: process.platform !== 'win32',
    });
    child = started;
    const endReading = readLines(started, onLine);
    started.once('spawn', () => events.onStarted?.(started.pid ?? 0));
    started.once('error', (error) => onLine(String(error)));
    // `close`, not `exit`: by then its last lines are in the log.
    started.once('close', (code, signal) => {
      endReading();
      if (child === started) child = undefined;
      if (!isStopping) onDeath(code === null ? `killed by ${signal}` : `exit code ${code}`);
    });
  };

  const onDeath = (/** @type {string} */ how) => {
    const next = budget.take();
    if (next === undefined) {
      const details = readTail(spec.logFile, 8).map((line) => line.slice(0, 400));
      events.onLost(
        new UserError(`The ${spec.name} keeps ending (${how}). Its log is ${spec.logFile}; the last lines:`, {
          details,
        }),
      );
      return;
    }
    events.print(`The ${spec.name} ended unexpectedly (${how}); starting it again (${next.count} of ${budget.limit}).`);
    restart = setTimeout(start, next.delayMs);
  };

  return {
    start,
    async stop() {
      if (isStopping) return;
      isStopping = true;
      clearTimeout(restart);
      const running = child;
      if (running?.pid !== undefined) {
        const closed = new Promise((resolve) => running.once('close', resolve));
        await endProcess(running.pid, STOP_GRACE_MS);
        await closed;
      }
      log.close();
      events.onStopped?.();
    },
  };
}
