import { readStorageEnv } from '../env.ts';
import { systemClock } from '../services.ts';
import { Database } from '../tenancy/database.ts';
import { renewEpochs } from './new-epochs.ts';
import { runCommand } from './run-command.ts';

/** `npm run restored`: after a backup of MongoDB was put back. */
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
