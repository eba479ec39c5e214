import { runAgainst } from './against/run-against.ts';
import { readCommandLine } from './command-line.ts';
import { runBench } from './run-bench.ts';

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    stopping.abort(new Error('stopped'));
    // A comparison removes what it made first; a bench alone has its children in its own process group.
    if (!comparing) process.exit(130);
  });
}
let comparing = false;

try {
  const options = readCommandLine(process.argv.slice(2));
  const against = options?.against ?? null;
  comparing = against !== null;
  if (options !== null) {
    if (against === null) await runBench(options.name, options);
    else await runAgainst({ ...options, against }, stopping.signal);
  }
} catch (error) {
  if (!stopping.signal.aborted) throw error;
  process.exitCode = 130;
}
