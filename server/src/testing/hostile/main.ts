/**
 * `node server/src/testing/hostile/main.ts`: a hostile client against a started server, on the MongoDB of MONGODB_URI. Its last
 * line is `N attempts, 0 leaks, 0 changes, 0 crashes, 0 hangs`; with anything but zeros it fails, and says what repeats it.
 */
import { writeFileSync } from 'node:fs';
import { HELP, type HostileOptions, parseOptions, UsageError } from './options.ts';
import { runHostile, summaryOf } from './run-hostile.ts';
import { startServerProcess } from './server-process.ts';

/** Null if the call is wrong, and what is printed says why. */
function readOptions(): HostileOptions | null {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${HELP}`);
    return null;
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options === null) return 2;
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const { attempts, seed = Math.floor(Math.random() * 1_000_000) } = options;
  console.log(`a hostile client of seed ${seed}`);
  await using target = await startServerProcess();
  const report = await runHostile(target, { seed, attempts, floods: true, log: (line) => console.log(line) });
  for (const example of report.examples) console.log(example);
  const wrong = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
  if (options.report !== undefined) {
    writeFileSync(options.report, JSON.stringify({ passed: report.attempts - wrong, failed: wrong, skipped: 0 }));
  }
  console.log(summaryOf(report));
  return wrong === 0 ? 0 : 1;
}

process.exitCode = await main();
