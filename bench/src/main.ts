import { runAgainst } from './against/run-against.ts';
import { parseBenchOptions, UsageError } from './options.ts';
import { BENCH_NAMES, runBench } from './run-bench.ts';

const USAGE = `npm run bench -- ${BENCH_NAMES.join('|')} [--runs N] [--only name] [--against commit]

  sync      how quickly data comes, goes and is told, beside PouchDB, RxDB's own replication and the least there is
  api       1,000 people of 20 companies at work on one api process
  typing    how long a key takes in a request with 10,000 products and 7,500 customers, and how long the program's start
  --runs    how often each is measured; the figures are medians (5; against a commit 9)
  --only    one measure of the bench, for looking at it alone; may be given several times
  --against builds that commit beside this tree, runs both in turn, and gives each figure divided by the older one's`;

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
  const options = parseBenchOptions(process.argv.slice(2), BENCH_NAMES);
  const { against } = options;
  comparing = against !== null;
  if (against === null) await runBench(options.name, options);
  else await runAgainst({ ...options, against }, stopping.signal);
} catch (error) {
  if (stopping.signal.aborted) process.exitCode = 130;
  else if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
  } else throw error;
}
