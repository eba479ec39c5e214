import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CUSTOMER_CLASSES } from '@marginiq/contract/customer';
import { EnvError, readStorageEnv } from '../env.ts';
import { systemClock } from '../services.ts';
import { Database, DatabaseUnavailableError } from '../tenancy/database.ts';
import { decimalToInteger } from './fields.ts';
import { type ImportFiles, importCsv } from './import-csv.ts';
import { reportLines } from './print-report.ts';
import type { ImportFile } from './rows.ts';

const USAGE = `npm run import -- --company <short name> [files] [options]

  --customers <file>      customers
  --products <file>       products
  --categories <file>     names of categories, where products name them by a key
  --orders <file>         past deals, one row each; together with
  --order-details <file>  their lines
  --cost-share <share>    cost as a share of the list price (65%), for products without costs
  --class <A|B|C>         class of new customers whose file names none (B)
  --dry-run               only say what would happen

The columns are described in docs/import.md.`;

/** A call that cannot be carried out as it is. The message says what to change. */
class UsageError extends Error {
  override name = 'UsageError';
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        company: { type: 'string' },
        customers: { type: 'string' },
        products: { type: 'string' },
        categories: { type: 'string' },
        orders: { type: 'string' },
        'order-details': { type: 'string' },
        'cost-share': { type: 'string' },
        class: { type: 'string', default: 'B' },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function open(path: string | undefined): Promise<ImportFile | undefined> {
  if (path === undefined) return undefined;
  try {
    return { name: basename(path), content: await readFile(resolve(process.env.MARGINIQ_CALLER_FOLDER ?? '.', path)) };
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function costShare(text: string | undefined): number | null {
  if (text === undefined) return null;
  const percent = text.endsWith('%');
  const bp = decimalToInteger(percent ? text.slice(0, -1) : text, percent ? 2 : 4);
  if (bp === null || bp < 0n || bp > 10_000n) throw new UsageError('--cost-share is a share such as 65% or 0.65');
  return Number(bp);
}

async function main(): Promise<number> {
  const given = parse(process.argv.slice(2));
  if (given.help) {
    console.log(USAGE);
    return 0;
  }
  if (given.company === undefined) throw new UsageError('--company is missing');
  const defaultClass = CUSTOMER_CLASSES.find((one) => one === given.class);
  if (defaultClass === undefined) throw new UsageError('--class is A, B or C');
  if ((given.orders === undefined) !== (given['order-details'] === undefined)) {
    throw new UsageError('--orders and --order-details go together');
  }
  const files: ImportFiles = {
    customers: await open(given.customers),
    products: await open(given.products),
    categories: await open(given.categories),
    deals: await open(given.orders),
    dealLines: await open(given['order-details']),
  };
  if (Object.values(files).every((file) => file === undefined)) throw new UsageError('no file is named');
  const options = { dryRun: given['dry-run'], costShareBp: costShare(given['cost-share']), defaultClass };

  const env = readStorageEnv(process.env);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  try {
    const companyId = await database.companyIdBySlug(given.company);
    if (companyId === null) throw new UsageError(`there is no company "${given.company}"`);
    const report = await importCsv(database.tenant(companyId), files, { options, clock: systemClock });
    for (const line of reportLines(report)) console.log(line);
    return report.problems.length > 0 ? 1 : 0;
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const expected = [UsageError, EnvError, DatabaseUnavailableError].some((kind) => error instanceof kind);
  console.error(expected ? (error as Error).message : error);
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exitCode = 1;
}
