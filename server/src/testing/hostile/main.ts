/**
 * `node server/src/testing/hostile/main.ts`: a hostile client against a started server, on the MongoDB of MONGODB_URI. Its last
 * line is `N attempts, 0 leaks, 0 changes, 0 crashes, 0 hangs`; with anything but zeros it fails, and says what repeats it.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runHostile, summaryOf } from './run-hostile.ts';
import { startServerProcess } from './server-process.ts';

const HELP = `Usage: npm run test:hostile -- [options]

  --seed S        a run's seed, as it printed it
  --attempts N    how many, besides floods (4500)
  --long          ten times as many
  --report file   where to write the counts`;

const USUAL = 4_500;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      attempts: { type: 'string', default: String(USUAL) },
      long: { type: 'boolean', default: false },
      report: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
  const attempts = Number(values.attempts) * (values.long ? 10 : 1);
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(attempts) || attempts < 1) {
    console.error(HELP);
    return 1;
  }
  console.log(`a hostile client of seed ${seed}`);
  await using target = await startServerProcess();
  const report = await runHostile(target, { seed, attempts, floods: true, log: (line) => console.log(line) });
  for (const example of report.examples) console.log(example);
  const wrong = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
  if (values.report !== undefined) {
    writeFileSync(values.report, JSON.stringify({ passed: report.attempts - wrong, failed: wrong, skipped: 0 }));
  }
  console.log(summaryOf(report));
  return wrong === 0 ? 0 : 1;
}

process.exitCode = await main();
