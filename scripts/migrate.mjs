/**
 * `npm run migrate`: how far changes of stored data have come after an update, and their last step.
 */
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap/main.mjs';
import { runServerCommand } from './launch/server-command.mjs';

// Without a command it says how it is used.
const args = process.argv.length > 2 ? process.argv.slice(2) : ['--help'];

await bootstrap({
  file: fileURLToPath(import.meta.url),
  args,
  stoppedCode: 130,
  run: ({ signal }) => runServerCommand('server/src/migrations/cli.ts', args, { signal }),
});
