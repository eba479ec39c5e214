import { parseArgs } from 'node:util';
import { LEAST_ROWS } from './import/sales-files.ts';

export interface BenchOptions {
  name: string;
  runs: number;
  only: string[];
  /** How many rows the import is measured with; null: as many as it is made for. */
  rows: number | null;
  /** The commit to compare with; null to measure this version alone. */
  against: string | null;
}

/** The options make no sense; the message says why. */
export class UsageError extends Error {
  override name = 'UsageError';
}

const RUNS_ALONE = 5;

/** Fewer say little on a machine that does other things too. */
const RUNS_AGAINST = 9;

/** @param benches that there are, with their measures. @throws UsageError */
export function parseBenchOptions(
  args: readonly string[],
  benches: Readonly<Record<string, readonly string[]>>,
): BenchOptions {
  // npm removes the first `--`; whoever writes a second one, as in `npm run bench -- sync -- --runs 3`, means the same.
  const given = args.filter((arg) => arg !== '--');
  const { values, positionals } = parse(given);
  const [name, ...rest] = positionals;
  const measures = name !== undefined && Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (name === undefined || measures === undefined) {
    throw new UsageError(`Name one bench: ${Object.keys(benches).join(', ')}.`);
  }
  if (rest.length > 0) throw new UsageError(`One bench at a time, not also ${rest.join(', ')}.`);
  const unknown = values.only.find((one) => !measures.includes(one));
  if (unknown !== undefined) throw new UsageError(`${name} has no measure "${unknown}": ${measures.join(', ')}.`);
  const against = values.against ?? null;
  if (against !== null && !/^[\w][\w./~^-]*$/.test(against)) throw new UsageError('--against takes a commit.');
  const runs = values.runs === undefined ? (against === null ? RUNS_ALONE : RUNS_AGAINST) : Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new UsageError('--runs takes a whole number from 1 on.');
  const rows = values.rows === undefined ? null : Number(values.rows);
  if (rows !== null && name !== 'import') throw new UsageError('--rows is for the import alone.');
  if (rows !== null && !(Number.isInteger(rows) && rows >= LEAST_ROWS)) {
    throw new UsageError(`--rows takes a whole number from ${LEAST_ROWS} on.`);
  }
  return { name, runs, rows, only: values.only, against };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        runs: { type: 'string' },
        only: { type: 'string', multiple: true, default: [] },
        rows: { type: 'string' },
        against: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
