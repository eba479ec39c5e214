import { provideMongoDb } from '../mongodb/provide.mjs';

/**
 * The MongoDB of this run, started when the first step wants it.
 * @param {{ cacheDir: string, log: import('../base/reporter.mjs').Reporter, signal: AbortSignal }} context
 * @param {string} folder
 */
export function createServices({ cacheDir, log, signal }, folder) {
  /** @type {Promise<import('../mongodb/provide.mjs').ProvidedMongoDb> | undefined} */
  let mongo;
  return {
    async mongoUri() {
      // Not MONGODB_URI: nobody wants test data in the database that the program itself works on.
      const uri = process.env.MARGINIQ_TEST_MONGODB_URI?.trim() ?? '';
      mongo ??= provideMongoDb({ dataDir: folder, cacheDir, log, signal, uri, asksForPassword: false });
      return (await mongo).uri;
    },
    async stop() {
      await mongo?.then((running) => running.stop()).catch(() => undefined);
    },
  };
}
