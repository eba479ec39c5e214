import { systemClock } from '../clock.ts';
import { readStorageEnv } from '../env.ts';
import { Database } from '../tenancy/database.ts';
import { OPERATE_WORDS } from '../words/operate-words.ts';
import { renewEpochs } from './new-epochs.ts';
import { runCommand } from './run-command.ts';

const USAGE = OPERATE_WORDS.restoredUsage;

async function renewAll(): Promise<void> {
  const env = readStorageEnv(process.env);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  try {
    const companies = await renewEpochs(database, systemClock);
    console.log(OPERATE_WORDS.newEpochs(companies));
  } finally {
    await database.close();
  }
}

const [option] = process.argv.slice(2);
if (option === undefined) await runCommand(renewAll);
else {
  // Neither `--help` nor a mistyped option renews anything.
  console.log(USAGE);
  if (option !== '--help') process.exitCode = 2;
}
