import { type BenchOptions, parseBenchOptions, UsageError } from './options.ts';
import { MEASURES } from './run-bench.ts';

const USAGE = `npm run bench -- ${Object.keys(MEASURES).join('|')} [--runs N] [--only name] [--rows N] [--against commit]

  sync      how quickly data comes, goes and is told, beside PouchDB, RxDB's own replication and the least there is
  frame     how late timers are, what news of another process costs, and how short work fares beside long work
  api       1,000 people of 20 companies at work on one api process
  import    a company's past of 200,000 rows, with one person at work beside
  typing    how long a key takes in a request with 10,000 products and 7,500 customers, and how long the program's start
  --runs    how often each is measured; the figures are medians (5; against a commit 9)
  --only    one measure of the bench, for looking at it alone; may be given several times
  --rows    how many rows the import is measured with
  --against builds that commit beside this tree, runs both in turn, and gives each figure divided by the older one's`;

/** The bench requested by the command line. If it cannot be measured, says so and sets the exit code: null. */
export function readCommandLine(args: readonly string[]): BenchOptions | null {
  if (args.includes('--help')) {
    console.log(USAGE);
    return null;
  }
  try {
    return parseBenchOptions(args, MEASURES);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
    return null;
  }
}
