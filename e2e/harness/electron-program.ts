import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import type { Program, Viewport } from './program.ts';

const APP = fileURLToPath(new URL('../../apps/desktop', import.meta.url));

export interface ElectronOptions {
  folder: string;
  serverUrl: string;
  viewport: Viewport;
  /** Without one the program can keep no secret across a restart. */
  keyring: boolean;
  /** What stands behind the program on the command line: a link that it is opened with, say. */
  args?: readonly string[];
  /** A packaged program instead of the repository's build. */
  packaged?: string;
}

/** Starts Electron on the desktop that `npm test` provides: a screen in memory, a message bus, a keyring. */
export async function launchElectron(options: ElectronOptions): Promise<ElectronApplication> {
  const { folder, serverUrl, keyring, args = [], packaged } = options;
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
    env: { ...process.env, MARGINIQ_SERVER_URL: serverUrl } as Record<string, string>,
  });
}

/** The next window's page, when the app itself has shown something in it. */
async function ready(page: Page): Promise<Page> {
  await page.waitForURL('app://marginiq/**');
  await page.locator('#root > :not(style)').first().waitFor();
  return page;
}

async function answerSaveDialog(application: ElectronApplication, action: () => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'marginiq-saved-'));
  try {
    // The dialog is the system's own and cannot be clicked by a test; what the program does with its answer can be seen.
    await application.evaluate(({ dialog }, place) => {
      dialog.showSaveDialog = async (...given: unknown[]) => {
        const { defaultPath = 'file' } = given.at(-1) as { defaultPath?: string };
        return { canceled: false, filePath: `${place}/${defaultPath.split('/').at(-1)}` };
      };
    }, folder);
    await action();
    for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
      const [name] = await readdir(folder);
      const text = name === undefined ? '' : await readFile(join(folder, name), 'utf8');
      if (name !== undefined && text !== '') return { name, text };
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error('the program saved no file');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
    savedFile: (_page, action) => answerSaveDialog(application, action),
    close: () => application.close(),
  };
}
