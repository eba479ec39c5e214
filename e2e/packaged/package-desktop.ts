import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

export interface PackageOptions {
  targets: readonly string[];
  /** Instead of the app's own. */
  version?: string;
  /** Where the packaged program looks for newer versions; it does not look if this is left out. */
  updatesFrom?: string;
}

/**
 * Packages the built desktop app as electron-builder would for people, around the Electron that the tests have. Only the
 * switch that lets Playwright in is set otherwise.
 * @param folder where the packages go, outside of the repository
 */
export async function packageDesktop(folder: string, { targets, version, updatesFrom }: PackageOptions): Promise<void> {
  const electron = process.env.MARGINIQ_ELECTRON;
  if (electron === undefined) throw new Error('MARGINIQ_ELECTRON is not set: run the tests by npm test');
  await run(
    process.execPath,
    [
      join(ROOT, 'node_modules/electron-builder/cli.js'),
      '--linux',
      ...targets,
      `-c.electronDist=${dirname(electron)}`,
      '-c.electronVersion=33.2.1',
      `-c.directories.output=${folder}`,
      '-c.deb.compression=gz',
      '-c.electronFuses.enableNodeCliInspectArguments=true',
      ...(version === undefined ? [] : [`-c.extraMetadata.version=${version}`]),
      ...(updatesFrom === undefined ? [] : ['-c.publish.provider=generic', `-c.publish.url=${updatesFrom}`]),
    ],
    {
      cwd: ROOT,
      env: { ...process.env, CUSTOM_FPM_PATH: join(ROOT, 'scripts/package/fpm-stand-in.mjs') },
      maxBuffer: 20_000_000,
    },
  );
}
