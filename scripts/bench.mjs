/**
 * `npm run bench -- sync|frame|api|import|typing`: measurements beside peers, on a MongoDB and a browser as the tests have them. The last
 * line is JSON.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, repoRoot } from './base/paths.mjs';
import { bootstrap, reportFailure } from './bootstrap/main.mjs';

const args = process.argv.slice(2);

/**
 * Which bench the command line asks for; undefined if that is none, and what was printed says why.
 * @param {string} printed
 * @returns {string | undefined}
 */
const benchIn = (printed) => /^\{"bench":"(\w+)"\}$/m.exec(printed)?.[1];

try {
  await bootstrap({
    file: fileURLToPath(import.meta.url),
    args,
    stoppedCode: 130,
    async run({ log, signal }) {
      const asked = spawnSync(process.execPath, [join('bench', 'src', 'check.ts'), ...args], {
        cwd: repoRoot,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const name = benchIn(asked.stdout);
      if (name === undefined) {
        process.stdout.write(asked.stdout);
        return asked.status ?? 1;
      }
      const { buildApps } = await import('./build/build-apps.mjs');
      const { clearAbandonedRuns, makeRunFolder } = await import('./suite/abandoned-runs.mjs');
      const { provideChromium } = await import('./suite/chromium.mjs');
      const { runVisibly } = await import('./suite/run-visibly.mjs');
      const { createServices } = await import('./suite/services.mjs');
      await clearAbandonedRuns(log);
      const runFolder = makeRunFolder();
      const services = createServices({ cacheDir: cacheFolder(process.env), log, signal }, runFolder.folder);
      try {
        const browser = ['api', 'import', 'frame'].includes(name) ? '' : await provideChromium({ log, signal });
        // Keys are typed into the app as it is served.
        if (name === 'typing') await buildApps({ root: repoRoot, log, signal });
        const env = { ...process.env, MONGODB_URI: await services.mongoUri(), MARGINIQ_CHROMIUM: browser };
        return await runVisibly([join('bench', 'src', 'main.ts'), ...args], { cwd: repoRoot, env, signal });
      } finally {
        await services.stop();
        runFolder.remove();
      }
    },
  });
} catch (error) {
  process.exitCode = reportFailure(error);
}
