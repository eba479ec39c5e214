/**
 * `npm test`: from a fresh clone through every check to one summary line.
 */
import { fileURLToPath } from 'node:url';
import { cacheFolder, repoRoot } from './base/paths.mjs';
import { bootstrap, reportFailure } from './bootstrap/main.mjs';
import { parseTestOptions, TEST_HELP } from './suite/options.mjs';

const args = process.argv.slice(2);

try {
  const options = parseTestOptions(args);
  if (options.help) {
    process.stdout.write(`${TEST_HELP}\n`);
    process.exit(0);
  }
  await bootstrap({
    file: fileURLToPath(import.meta.url),
    args,
    // A test run that was stopped has not passed.
    stoppedCode: 130,
    async run(context) {
      const { runSuite } = await import('./suite/run-suite.mjs');
      return runSuite({ root: repoRoot, cacheDir: cacheFolder(process.env), options, ...context });
    },
  });
} catch (error) {
  process.exitCode = reportFailure(error);
}
