import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

interface Configuration {
  [section: string]: unknown;
  directories: { app: string; buildResources: string };
  linux: { icon: string; target: string[] };
  win: { icon: string; target: string };
  mac: { icon: string; target: string[] };
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const requireOfDesktop = createRequire(join(ROOT, 'apps/desktop/package.json'));
/** The builder's own way of reading and checking its configuration: what it refuses here, it refuses to build. */
const requireOfBuilder = createRequire(requireOfDesktop.resolve('electron-builder'));
const { getConfig, validateConfiguration } = requireOfBuilder('app-builder-lib/out/util/config/config.js') as {
  getConfig: (folder: string, file: null, options: null) => Promise<Configuration>;
  validateConfiguration: (configuration: object, debug: { isEnabled: boolean }) => Promise<void>;
};
const read = () => getConfig(ROOT, null, null);
const check = (configuration: object) => validateConfiguration(configuration, { isEnabled: false });

it('electron-builder accepts electron-builder.yml by its own schema', async () => {
  await check(await read());
});

it.each(['appImage', 'deb', 'nsis', 'dmg', 'mac', 'win', 'linux'])(
  'control: a misspelt option under %s is refused, so the schema reaches that section',
  async (section) => {
    const configuration = await read();
    const misspelt = { ...configuration, [section]: { ...(configuration[section] ?? {}), artifactNane: 'x' } };
    await expect(check(misspelt)).rejects.toThrow(section);
  },
);

it('each system has its packages, and the icons that they name exist', async () => {
  const { directories, linux, win, mac } = await read();
  expect(linux.target).toEqual(['AppImage', 'deb']);
  expect(win.target).toBe('nsis');
  expect(mac.target).toEqual(['dmg', 'zip']);
  for (const { icon } of [linux, win, mac]) expect(existsSync(join(ROOT, directories.buildResources, icon))).toBe(true);
});

it('the app describes itself as its packages need it: product name, maintainer, homepage, version', async () => {
  const { directories } = await read();
  const app = JSON.parse(readFileSync(join(ROOT, directories.app, 'package.json'), 'utf8')) as Record<string, string>;
  expect(app.productName).toBe('MarginIQ');
  expect(app.author).toMatch(/^.+ <.+@.+>$/);
  expect(app.homepage).toMatch(/^https:\/\//);
  expect(app.version).toMatch(/^\d+\.\d+\.\d+/);
});
