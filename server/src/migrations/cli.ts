import { systemClock } from '../clock.ts';
import { readStorageEnv } from '../env.ts';
import { runCommand } from '../operate/run-command.ts';
import { Database } from '../tenancy/database.ts';
import { readCall, USAGE } from './call.ts';
import { contractAll, planRun, runAll } from './commands.ts';
import { MIGRATIONS } from './list.ts';
import { readStatus } from './status.ts';
import { statusLines } from './status-lines.ts';

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
