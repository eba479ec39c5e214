const PARENT_CHECK_MS = 300;

/**
 * One signal for "please stop": Ctrl-C, SIGTERM, a closed terminal, or the death of the process that started this one
 * (pinned-node.mjs). Repeats change nothing: in a terminal npm, the bootstrap and the shell all pass Ctrl-C on.
 * @returns {AbortSignal}
 */
export function listenForStop() {
  const controller = new AbortController();
  const stop = () => controller.abort(new StopRequested());
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, stop);
  process.once('disconnect', stop);
  if (process.env.npm_lifecycle_event !== undefined) watchParent(stop);
  // Without this the open channel alone would keep a finished process alive.
  process.channel?.unref();
  // Whoever read the output may be gone first; the children must be stopped nevertheless.
  process.stdout.on('error', stop);
  process.stderr.on('error', stop);
  return controller.signal;
}

/**
 * npm passes SIGTERM to the shell between it and us, and the shell dies of it without a word to us. So when run by npm,
 * a new parent means stop. (Not otherwise: `nohup node scripts/start.mjs &` outlives its shell on purpose.)
 * @param {() => void} stop
 */
function watchParent(stop) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** The reason of an abort that was asked for: not a failure. */
export class StopRequested extends Error {
  constructor() {
    super('stop requested');
    this.name = 'StopRequested';
  }
}
