/**
 * `npm run company`: makes a company of one's own, adds its people, publishes its rules.
 */
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap/main.mjs';
import { reachedAt } from './launch/reached-at.mjs';
import { runServerCommand } from './launch/server-command.mjs';

// Without a command it says how it is used.
const args = process.argv.length > 2 ? process.argv.slice(2) : ['--help'];

await bootstrap({
  file: fileURLToPath(import.meta.url),
  args,
  stoppedCode: 130,
  run: ({ signal }) => {
    const env = { MARGINIQ_ADDRESS: reachedAt(process.env) };
    return runServerCommand('server/src/company/cli.ts', args, { signal, env });
  },
});
