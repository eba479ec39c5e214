/**
 * `npm run torture`: real clients, servers and a MongoDB that are killed, cut off and held up, and every law checked
 * afterwards. See torture/README.md.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cacheFolder, repoRoot } from './base/paths.mjs';
import { bootstrap } from './bootstrap/main.mjs';

const args = process.argv.slice(2);

await bootstrap({
  file: fileURLToPath(import.meta.url),
  args,
  // A run that was stopped has shown nothing.
  stoppedCode: 130,
  async run({ signal }) {
    const child = spawn(process.execPath, ['torture/src/main.ts', ...args], {
      cwd: repoRoot,
      stdio: 'inherit',
      env: { ...process.env, MARGINIQ_CACHE: cacheFolder(process.env) },
    });
    signal.addEventListener('abort', () => child.kill('SIGTERM'));
    const [code] = await once(child, 'exit');
    return code ?? 1;
  },
});
