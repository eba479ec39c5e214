import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoReleaseError, provideRelease, type Release } from './release/release.ts';
import { HELP, type Options, parseOptions, UsageError } from './run/options.ts';
import { chosen, runTorture } from './run/run-torture.ts';
import { Tally } from './run/tally.ts';
import type { Stage } from './scenarios/scenario.ts';
import { MongoServer } from './world/mongo-server.ts';
import { World } from './world/world.ts';

const args = process.argv.slice(2);
const log = (line: string) => console.log(line);

/** Null if the call is wrong, and what is printed says why: with any other error it would hide what went wrong. */
function readOptions(): Options | null {
  try {
    return parseOptions(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${HELP}`);
    return null;
  }
}

/** The last release, if a scenario needs it. If it cannot be had, a line says so and the run does without it. */
async function releaseFor(options: Options, signal: AbortSignal): Promise<Release | null> {
  const needing = chosen(options).filter(({ needsRelease = false }) => needsRelease);
  if (needing.length === 0) return null;
  try {
    return await provideRelease(signal, log);
  } catch (error) {
    if (!(error instanceof NoReleaseError)) throw error;
    log(error.message);
    return null;
  }
}

async function main(): Promise<number> {
  if (args.includes('--help')) {
    log(HELP);
    return 0;
  }
  const options = readOptions();
  if (options === null) return 2;
  const folder = mkdtempSync(join(tmpdir(), 'marginiq-torture-'));
  const mongo = new MongoServer(folder);
  const tally = new Tally();
  const stopping = new AbortController();
  log(`torture of seed ${options.seed}`);
  const release = await releaseFor(options, stopping.signal);
  if (release === null && options.compat) return 1;
  await mongo.start();
  const stage: Stage = {
    seed: options.seed,
    mongo,
    folder,
    log,
    release,
    world: (given) => World.create(mongo, folder, { seed: options.seed, ...given }),
  };
  const stop = async () => {
    stopping.abort();
    await mongo.stop();
    await release?.[Symbol.asyncDispose]();
    if (tally.failed.length === 0) rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(130)));
  try {
    await runTorture(stage, options, tally);
  } finally {
    await stop();
  }
  if (options.report !== null) tally.write(options.report);
  log(`torture: ${tally.passed} passed, ${tally.failed.length} failed`);
  if (tally.failed.length > 0) log(`logs and local databases are in ${folder}`);
  return tally.failed.length === 0 ? 0 : 1;
}

process.exitCode = await main();
// Nothing is left to do: a stray socket must not hold the terminal.
process.exit();
