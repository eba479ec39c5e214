import { parseArgs } from 'node:util';
import { runBench } from './run-bench.ts';

const USAGE = `npm run bench -- sync|api|typing [--runs N] [--only name]

  sync   how quickly data comes, goes and is told, beside PouchDB, RxDB's own replication and the least there is
  api    1,000 people of 20 companies at work on one api process
  typing how long a key takes in a request with 10,000 products and 7,500 customers, and how long the program's start
  --runs how often each is measured; the figures are medians (5)
  --only one measure of the bench, for looking at it alone; may be given several times`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' }, only: { type: 'string', multiple: true, default: [] } },
});
const [name] = positionals;
const runs = Number(values.runs);
if ((name !== 'sync' && name !== 'api' && name !== 'typing') || !Number.isInteger(runs) || runs < 1) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  await runBench(name, { runs, only: values.only });
}
