/**
 * `npm run replay`: makes a company's stored decisions again, and compares.
 */
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap/main.mjs';
import { runServerCommand } from './launch/server-command.mjs';

// Without options it says how it is used.
const args = process.argv.length > 2 ? process.argv.slice(2) : ['--help'];

await bootstrap({
  file: fileURLToPath(import.meta.url),
  args,
  stoppedCode: 130,
  run: ({ signal }) => {
    const whenKilled = 'It only reads: run it again.';
    return runServerCommand('server/src/replay/cli.ts', args, { signal, whenKilled });
  },
});
