import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Figures } from '../bench.ts';
import type { BenchOptions } from '../options.ts';
import { compareTurns, comparisonLines, type Turn } from './compare.ts';
import { runProgram } from './run-program.ts';
import { build, checkOut, clearLeftWorktrees, describeCommit } from './worktree.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const resultSchema = z.object({ figures: z.record(z.string(), z.number()) });

/** A bench's last line of output. @throws if that is not its line of JSON */
export function figuresOf(lines: readonly string[]): Figures {
  const last = lines.findLast((line) => line.startsWith('{')) ?? '';
  try {
    return resultSchema.parse(JSON.parse(last)).figures;
  } catch (cause) {
    throw new Error(`the bench did not end in its line of JSON:\n${lines.slice(-10).join('\n')}`, { cause });
  }
}

/** One run of a tree's own bench, in a separate process. */
async function measure(root: string, { name, only, rows }: BenchOptions, signal: AbortSignal): Promise<Figures> {
  const args = [name, '--runs', '1', ...only.flatMap((one) => ['--only', one])];
  if (rows !== null) args.push('--rows', String(rows));
  return figuresOf(await runProgram([process.execPath, 'bench/src/main.ts', ...args], { cwd: root, signal }));
}

/** Whether the older version has this bench at all; each says which it has when it is asked for none. */
async function hasBench(root: string, name: string, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<string>();
  runProgram([process.execPath, 'bench/src/main.ts'], { cwd: root, signal }).then(
    () => resolve(''),
    (error) => resolve(String(error)),
  );
  const usage = await promise;
  signal.throwIfAborted();
  return new RegExp(`\\b${name}\\b`).test(usage);
}

/**
 * Runs a bench of this version and of an older one in turn, and prints each figure divided by the older one's. The last line
 * is JSON. The two alternate in going first, so that a machine that warms up or tires favours neither.
 */
export async function runAgainst(options: BenchOptions & { against: string }, signal: AbortSignal): Promise<void> {
  const repository = { root: ROOT, signal };
  const log = (line: string) => console.log(line);
  await clearLeftWorktrees(repository);
  const commit = await describeCommit(options.against, repository);
  log(`Comparing with ${commit}`);
  await using older = await checkOut(options.against, repository);
  await build(older.folder, signal, (line) => log(`  older: ${line}`));
  await build(ROOT, signal, (line) => log(`  this one: ${line}`));
  const isComparable = await hasBench(older.folder, options.name, signal);
  if (!isComparable) log(`The older version has no bench "${options.name}": there is nothing to compare with.`);

  const turns: Turn[] = [];
  for (let turn = 1; turn <= options.runs; turn += 1) {
    const measured: Turn = { older: {}, newer: {} };
    const sides = turn % 2 === 0 ? (['newer', 'older'] as const) : (['older', 'newer'] as const);
    for (const side of sides) {
      if (side === 'older' && !isComparable) continue;
      const startedAt = performance.now();
      measured[side] = await measure(side === 'older' ? older.folder : ROOT, options, signal);
      log(`turn ${turn} of ${options.runs}, ${side}: ${Math.round((performance.now() - startedAt) / 1000)} s`);
    }
    turns.push(measured);
  }
  const figures = compareTurns(turns);
  log('');
  for (const line of comparisonLines(figures)) log(line);
  const at = new Date().toISOString();
  log(JSON.stringify({ bench: options.name, against: commit.split(' ')[0], at, runs: options.runs, figures }));
}
