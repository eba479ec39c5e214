import { readStorageEnv } from '../env.ts';
import { CallError, runCommand } from '../operate/run-command.ts';
import { systemClock } from '../services.ts';
import { Database } from '../tenancy/database.ts';
import { contractAll, planRun, runAll } from './commands.ts';
import { MIGRATIONS } from './list.ts';
import { readStatus } from './status.ts';
import { statusLines } from './status-lines.ts';

const USAGE = `npm run migrate -- <command> [--dry-run]

  status     how far each change of stored data has come
  run        prepares the database and fills in what is lacking now, instead of waiting for the worker
  contract   takes away what was replaced, once nothing needs it any more; older releases cannot use the database then

--dry-run says what would be done, and writes nothing. Described in docs/operating.md.`;

const COMMANDS = ['status', 'run', 'contract'] as const;
type Command = (typeof COMMANDS)[number];

function readCall(args: readonly string[]): { command: Command; dryRun: boolean } {
  const [command = '', ...options] = args;
  const known = COMMANDS.find((name) => name === command);
  if (known === undefined) throw new CallError(`There is no command "${command}".\n\n${USAGE}`);
  const unknown = options.find((option) => option !== '--dry-run');
  if (unknown !== undefined) throw new CallError(`There is no option "${unknown}".\n\n${USAGE}`);
  return { command: known, dryRun: options.includes('--dry-run') };
}

/** `node server/src/migrations/cli.ts`. */
await runCommand(async () => {
  const args = process.argv.slice(2);
  if (args.length === 0 || args.includes('--help')) return console.log(USAGE);
  const { command, dryRun } = readCall(args);
  const env = readStorageEnv(process.env);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  const ports = { migrations: MIGRATIONS, clock: systemClock, print: (line: string) => console.log(line) };
  try {
    let isDone = true;
    if (command === 'run' && dryRun) await planRun(database, ports);
    else if (command === 'run') isDone = await runAll(database, ports);
    else if (command === 'contract') isDone = await contractAll(database, { ...ports, dryRun });
    if (command === 'status' || (command === 'run' && !dryRun)) {
      for (const line of statusLines(await readStatus(database, ports))) console.log(line);
    }
    if (!isDone) process.exitCode = 1;
  } finally {
    await database.close();
  }
});
