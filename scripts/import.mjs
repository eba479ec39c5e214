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
  run: () => runServerCommand('server/src/import/cli.ts', args),
});
