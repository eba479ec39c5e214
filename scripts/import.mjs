/**
 * `npm run import`: customers, products and past deals from CSV into a company.
 */
import { fileURLToPath } from 'node:url';
import { bootstrap } from './bootstrap/main.mjs';
import { runServerCommand } from './launch/server-command.mjs';

const args = process.argv.slice(2);

await bootstrap({
  file: fileURLToPath(import.meta.url),
  args,
  stoppedCode: 130,
  run: ({ signal }) =>
    runServerCommand('server/src/import/cli.ts', args, {
      signal,
      whenKilled: 'What it had written stays; the worker or the next import writes the rest, if it had begun to write.',
    }),
});
