import { systemClock } from '../clock.ts';
import { readStorageEnv } from '../env.ts';
import { prepareStorage } from '../migrations/prepare.ts';
import { runCommand } from '../operate/run-command.ts';
import { Database } from '../tenancy/database.ts';
import { seedDemo } from './seed-demo.ts';

/** `node server/src/demo/seed.ts`: the last line on stdout is JSON with the demo's logins. */
await runCommand(async () => {
  const env = readStorageEnv(process.env);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  try {
    await prepareStorage(database, { clock: systemClock });
    const progress = (line: string) => console.error(line);
    const { companies, made } = await seedDemo(database, systemClock, { seed: 1, progress });
    if (made === 0) console.log('already seeded');
    console.log(JSON.stringify({ companies }));
  } finally {
    await database.close();
  }
});
