import { readStorageEnv } from '../env.ts';
import { systemClock } from '../services.ts';
import { Database } from '../tenancy/database.ts';
import { renewEpochs } from './new-epochs.ts';
import { runCommand } from './run-command.ts';

const USAGE = `npm run restored

  After a backup of MongoDB was put back: gives every company a new epoch, so that every device reads from scratch and keeps
  what it has not sent. Takes no options.`;

const [option] = process.argv.slice(2);
/** Whoever asks how it is used does not want it done, nor does whoever mistypes; only the latter is told that nothing was. */
if (option !== undefined) {
  console.log(USAGE);
  if (option !== '--help') process.exitCode = 2;
} else
  await runCommand(async () => {
    const env = readStorageEnv(process.env);
    const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
    try {
      const companies = await renewEpochs(database, systemClock);
      console.log(`${companies} companies have a new epoch. Every client reads anew and keeps what it has not sent.`);
    } finally {
      await database.close();
    }
  });
