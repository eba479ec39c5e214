/**
 * `npm start`: from a fresh clone to a running MarginIQ (docs/developers/architecture.md, "Running it").
 */
import { fileURLToPath } from 'node:url';
import { bootstrap, reportFailure } from './bootstrap/main.mjs';
import { endLeftovers } from './launch/leftovers.mjs';
import { parseStartOptions, START_HELP } from './launch/options.mjs';
import { readSettings } from './launch/settings.mjs';

const args = process.argv.slice(2);

try {
  const options = parseStartOptions(args);
  if (options.help) {
    process.stdout.write(`${START_HELP}\n`);
    process.exit(0);
  }
  const settings = readSettings(process.env, options);
  await bootstrap({
    file: fileURLToPath(import.meta.url),
    args,
    async before(context) {
      const { checkBeforehand } = await import('./launch/launch.mjs');
      await checkBeforehand({ settings, ...context });
    },
    async run(context) {
      const { launch } = await import('./launch/launch.mjs');
      await launch({ settings, ...context });
      return 0;
    },
    async afterKill({ log }) {
      await endLeftovers(settings.dataDir, log);
      const { endLeftMongoDb } = await import('./mongodb/run-mongod.mjs');
      await endLeftMongoDb(settings.dataDir);
    },
  });
} catch (error) {
  process.exitCode = reportFailure(error);
}
