/**
 * `npm run torture`: real clients, servers and a MongoDB that are killed, cut off and held up, and every law checked
 * afterwards. See torture/README.md. `npm run record-protocol` records what its clients send (server/src/sync/ARCHITECTURE.md).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cacheFolder, repoRoot } from './base/paths.mjs';
import { bootstrap } from './bootstrap/main.mjs';

const args = process.argv.slice(2);
const command =
  args[0] === 'record' ? ['torture/src/record/main.ts', ...args.slice(1)] : ['torture/src/main.ts', ...args];

await bootstrap({
  file: fileURLToPath(import.meta.url),
  args,
  // A run that was stopped has shown nothing.
  stoppedCode: 130,
  async run({ signal }) {
    const child = spawn(process.execPath, command, {
      cwd: repoRoot,
      stdio: 'inherit',
      env: { ...process.env, MARGINIQ_CACHE: cacheFolder(process.env) },
    });
    signal.addEventListener('abort', () => child.kill('SIGTERM'));
    const [code] = await once(child, 'exit');
    return code ?? 1;
  },
});
