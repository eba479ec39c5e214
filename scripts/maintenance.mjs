/**
 * `npm run maintenance`: tells all servers to refuse calls for a while, or to take them again.
 */
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap/main.mjs';
import { runServerCommand } from './launch/server-command.mjs';

const args = process.argv.slice(2);

await bootstrap({
  file: fileURLToPath(import.meta.url),
  args,
  stoppedCode: 130,
  run: ({ signal }) => runServerCommand('server/src/operate/maintenance.ts', args, { signal }),
});
