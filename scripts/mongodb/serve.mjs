/**
 * A MongoDB of its own for development and benches: `node scripts/mongodb/serve.mjs <data folder> [port] [--member]`.
 * It asks for no password. Prints the connection string as its last line and runs until SIGTERM or Ctrl-C. With `--member` it
 * is one of several, and whoever starts them makes them a replica set.
 */
import { resolve } from 'node:path';
import { cacheFolder } from '../base/paths.mjs';
import { UserError } from '../base/user-error.mjs';
import { provideMongoDb } from './provide.mjs';

const args = process.argv.slice(2);
const [dataDir, port] = args.filter((arg) => arg !== '--member');
if (!dataDir) {
  process.stderr.write('Usage: node scripts/mongodb/serve.mjs <data folder> [port] [--member]\n');
  process.exit(1);
}
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stopping.abort());

try {
  const mongo = await provideMongoDb({
    dataDir: resolve(dataDir),
    cacheDir: cacheFolder(process.env),
    port: port === undefined ? undefined : Number(port),
    // One's own server by MONGODB_URI would make no sense here.
    uri: '',
    asksForPassword: false,
    signal: stopping.signal,
    isMember: args.includes('--member'),
  });
  process.stdout.write(`${mongo.uri}\n`);
  const stopped = new Promise((done) => stopping.signal.addEventListener('abort', () => done(undefined)));
  const keepAlive = setInterval(() => undefined, 60_000);
  if (!stopping.signal.aborted) await Promise.race([stopped, mongo.gone]);
  clearInterval(keepAlive);
  const isLost = !stopping.signal.aborted;
  await mongo.stop();
  if (isLost) throw new UserError(`MongoDB ended unexpectedly. Its log is ${mongo.logFile}.`);
} catch (error) {
  // Stopped while starting: that was asked for.
  if (stopping.signal.aborted) process.exit(0);
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${[error.message, ...error.details].join('\n')}\n`);
  process.exitCode = 1;
}
