import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import type { Program, SavedFile, Viewport } from './program.ts';

const SAVED_WITHIN_MS = 15_000;
const POLL_MS = 50;
const APP = fileURLToPath(new URL('../../apps/desktop', import.meta.url));

export interface ElectronOptions {
  folder: string;
  serverUrl: string;
  viewport: Viewport;
  /** Without one the program can keep no secret across a restart. */
  keyring: boolean;
  /** The program's command-line arguments, such as a link that it is opened with. */
  args?: readonly string[];
  /** A packaged program instead of the repository's build. */
  packaged?: string;
  /** Beside the environment of the test itself. */
  env?: Record<string, string>;
}

/** Starts Electron on the desktop that `npm test` provides: a screen in memory, a message bus, a keyring. */
export async function launchElectron(options: ElectronOptions): Promise<ElectronApplication> {
  const { folder, serverUrl, keyring, args = [], packaged, env = {} } = options;
  const executablePath = packaged ?? process.env.MARGINIQ_ELECTRON;
  if (executablePath === undefined) throw new Error('MARGINIQ_ELECTRON is not set: run the tests by npm test');
  return _electron.launch({
    executablePath,
    args: [
      ...(packaged === undefined ? [APP] : []),
      `--user-data-dir=${folder}`,
      `--password-store=${keyring ? 'gnome-libsecret' : 'basic'}`,
      '--lang=en-GB',
      '--disable-gpu',
      // Chromium's sandbox does not start for root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...args,
    ],
    env: { ...process.env, ...env, MARGINIQ_SERVER_URL: serverUrl } as Record<string, string>,
  });
}

/** The next window's page, when the app itself has shown something in it. */
async function ready(page: Page): Promise<Page> {
  await page.waitForURL('app://marginiq/**');
  await page.locator('#root > :not(style)').first().waitFor();
  return page;
}

/** What the program saves, through a save dialog or as a download: a test can click neither. */
async function savedFile(application: ElectronApplication, action: () => Promise<void>): Promise<SavedFile> {
  const folder = await mkdtemp(join(tmpdir(), 'marginiq-saved-'));
  // Not before: the program reads back what it has saved.
  application.once('close', () => void rm(folder, { recursive: true, force: true }));
  await application.evaluate(({ dialog, BrowserWindow }, place) => {
    const under = (path = 'file') => `${place}/${path.split('/').at(-1)}`;
    dialog.showSaveDialog = async (...given: unknown[]) => {
      const { defaultPath } = given.at(-1) as { defaultPath?: string };
      return { canceled: false, filePath: under(defaultPath) };
    };
    const storage = BrowserWindow.getAllWindows()[0]?.webContents.session;
    storage?.once('will-download', (_event, item) => item.setSavePath(under(item.getFilename())));
  }, folder);
  await action();
  for (const deadline = Date.now() + SAVED_WITHIN_MS; Date.now() < deadline; ) {
    const [name] = await readdir(folder);
    const text = name === undefined ? '' : await readFile(join(folder, name), 'utf8');
    if (name !== undefined && text !== '') return { name, text };
    await sleep(POLL_MS);
  }
  throw new Error('the program saved no file');
}

/** The desktop app itself. */
export async function startInElectron(
  options: ElectronOptions,
): Promise<Program & { application: ElectronApplication }> {
  const application = await launchElectron(options);
  const firstWindow = await ready(await application.firstWindow());
  const resize = (viewport: Viewport) =>
    application.evaluate(({ BrowserWindow }, { width, height }) => {
      for (const window of BrowserWindow.getAllWindows()) window.setContentSize(width, height);
    }, viewport);
  await resize(options.viewport);
  return {
    application,
    firstWindow,
    anotherWindow: async () => {
      const opened = application.waitForEvent('window');
      await application.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('newWindow')?.click());
      const page = await ready(await opened);
      await resize(options.viewport);
      return page;
    },
    showInertPage: async (page) => {
      await page.goto('app://marginiq/icon.svg');
    },
    evictDatabases: () =>
      application.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.session.clearStorageData({ storages: ['indexdb'] }),
      ),
    savedFile: (_page, action) => savedFile(application, action),
    close: () => application.close(),
    quit: () => application.close(),
  };
}
