/**
 * `npm run build`: the front ends, as far as their sources have changed; `--force` builds them anyway.
 */
import { fileURLToPath } from 'node:url';
import { repoRoot } from './base/paths.mjs';
import { UserError } from './base/user-error.mjs';
import { bootstrap, reportFailure } from './bootstrap/main.mjs';
import { buildApps } from './build/build-apps.mjs';

const args = process.argv.slice(2);
const unknown = args.find((arg) => arg !== '--force');

if (unknown !== undefined) {
  process.exitCode = reportFailure(new UserError(`Unknown option ${unknown}. Valid options: --force.`));
} else {
  await bootstrap({
    file: fileURLToPath(import.meta.url),
    args,
    async run(context) {
      const built = await buildApps({ root: repoRoot, force: args.includes('--force'), ...context });
      context.log.line(built.length > 0 ? `Built ${built.join(' and ')}.` : 'The front ends are up to date.');
      return 0;
    },
  });
}
