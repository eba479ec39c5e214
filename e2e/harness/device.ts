import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, type BrowserContext, chromium, type ElectronApplication, type Page } from '@playwright/test';
import { chromiumOptions } from './chromium.ts';
import type { Installation } from './installation.ts';
import { Link } from './link.ts';

const require = createRequire(import.meta.url);
const MAIN = new URL('../../apps/desktop/out/main/index.js', import.meta.url).pathname;

/** Electron's binary, where its package could fetch it. */
function electronBinary(): string | null {
  // Asking the package itself would make it try to download the binary.
  const folder = dirname(require.resolve('electron/package.json'));
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return null;
  const binary = join(folder, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

/** What the desktop app runs in. Electron wherever its binary and a display are there, Chromium elsewhere. */
export const HOST: 'electron' | 'chromium' =
  electronBinary() !== null && (process.platform !== 'linux' || process.env.DISPLAY !== undefined) && existsSync(MAIN)
    ? 'electron'
    : 'chromium';

/** One laptop: its own disk, its own network, and MarginIQ on it. */
export class Device {
  readonly link: Link;
  readonly #folder: string;
  #running: { context: BrowserContext; application: ElectronApplication | null } | null = null;

  private constructor(link: Link, folder: string) {
    this.link = link;
    this.#folder = folder;
  }

  static async unpack(installation: Installation): Promise<Device> {
    const link = await Link.open(() => installation.port);
    return new Device(link, await mkdtemp(join(tmpdir(), 'marginiq-device-')));
  }

  /** Starts the program, after a restart with what it left on the disk. */
  async start(viewport = { width: 1280, height: 860 }): Promise<Page> {
    const binary = electronBinary();
    if (HOST === 'electron' && binary !== null) {
      const env = { ...process.env, MARGINIQ_SERVER_URL: this.link.url } as Record<string, string>;
      const args = [MAIN, `--user-data-dir=${this.#folder}`];
      const application = await _electron.launch({ executablePath: binary, args, env });
      this.#running = { context: application.context(), application };
      return application.firstWindow();
    }
    const context = await chromium.launchPersistentContext(this.#folder, {
      ...chromiumOptions(),
      viewport,
      locale: 'en-GB',
    });
    this.#running = { context, application: null };
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${this.link.url}/app/`);
    return page;
  }

  /** Another window of the running program. */
  async anotherWindow(): Promise<Page> {
    if (this.#running === null) throw new Error('the device is off');
    const page = await this.#running.context.newPage();
    await page.goto(`${this.link.url}/app/`);
    return page;
  }

  async shutDown(): Promise<void> {
    await this.#running?.application?.close();
    await this.#running?.context.close();
    this.#running = null;
  }

  async discard(): Promise<void> {
    await this.shutDown();
    await this.link.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
