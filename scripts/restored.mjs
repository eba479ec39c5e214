/**
 * `npm run restored`: to be run after a backup of MongoDB was put back, before clients come on again.
 */
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap/main.mjs';
import { runServerCommand } from './launch/server-command.mjs';

const args = process.argv.slice(2);

await bootstrap({
  file: fileURLToPath(import.meta.url),
  args,
  stoppedCode: 130,
  run: ({ signal }) => runServerCommand('server/src/operate/restored.ts', args, { signal }),
});
