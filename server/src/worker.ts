import { systemClock } from './clock.ts';
import { readStorageEnv } from './env.ts';
import { startScheduler } from './jobs/scheduler.ts';
import { prepareDatabase } from './migrations/prepare.ts';
import { createLogger } from './observe/logger.ts';
import { runProcess } from './run-process.ts';
import { Database } from './tenancy/database.ts';

await runProcess(async () => {
  const env = readStorageEnv(process.env);
  const log = createLogger('worker', env.MARGINIQ_LOG_LEVEL);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  const registration = await prepareDatabase(database, { kind: 'worker', clock: systemClock, log });
  const scheduler = await startScheduler(database, systemClock, log).catch(async (error: unknown) => {
    await registration.end();
    throw error;
  });
  log.info('worker ready');
  return {
    stop: async () => {
      await scheduler.stop();
      await registration.end();
      await database.close();
    },
    outdated: registration.outdated,
  };
});
