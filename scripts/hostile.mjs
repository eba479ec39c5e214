/**
 * `npm run test:hostile`: a hostile client against a started server, over HTTP, on a MongoDB of the run's own. `--help` names
 * the options.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, repoRoot } from './base/paths.mjs';
import { bootstrap } from './bootstrap/main.mjs';

const MAIN = join('server', 'src', 'testing', 'hostile', 'main.ts');
const args = process.argv.slice(2);

await bootstrap({
  file: fileURLToPath(import.meta.url),
  args,
  // A run that was stopped has shown nothing.
  stoppedCode: 130,
  async run({ log, signal }) {
    const { clearAbandonedRuns, makeRunFolder } = await import('./suite/abandoned-runs.mjs');
    const { runVisibly } = await import('./suite/run-visibly.mjs');
    const { createServices } = await import('./suite/services.mjs');
    if (args.includes('--help')) return runVisibly([MAIN, '--help'], { cwd: repoRoot, env: process.env, signal });
    await clearAbandonedRuns(log);
    const runFolder = makeRunFolder();
    const services = createServices({ cacheDir: cacheFolder(process.env), log, signal }, runFolder.folder);
    try {
      const env = { ...process.env, MONGODB_URI: await services.mongoUri() };
      return await runVisibly([MAIN, ...args], { cwd: repoRoot, env, signal });
    } finally {
      await services.stop();
      runFolder.remove();
    }
  },
});
