import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { startInChromium } from './chromium-program.ts';
import { startInElectron } from './electron-program.ts';
import { HOST, type Host } from './host.ts';
import type { Installation } from './installation.ts';
import { Link } from './link.ts';
import { DESKTOP, type Program, type SavedFile } from './program.ts';

export interface DeviceOptions {
  /** For what exists in one host only: a browser's two tabs, the admin console. */
  host?: Host;
  /** Electron only: a computer whose system can keep a secret. */
  keyring?: boolean;
}

/**
 * One laptop: its own disk, its own network, and MarginIQ on it.
 *
 * A spec runs in both hosts as long as it takes its pages from `start` and `anotherWindow`, never names an address of the
 * app itself, and has files saved through `savedFile`. Whatever only one host has belongs in a spec named
 * `*.electron.e2e.ts` or `*.chromium.e2e.ts`.
 */
export class Device {
  readonly link: Link;
  readonly folder: string;
  readonly #options: Required<DeviceOptions>;
  #running: (Program & { application?: ElectronApplication }) | null = null;

  private constructor(link: Link, folder: string, options: Required<DeviceOptions>) {
    this.link = link;
    this.folder = folder;
    this.#options = options;
  }

  static async unpack(installation: Installation, options: DeviceOptions = {}): Promise<Device> {
    const link = await Link.open(() => installation.port);
    const folder = await mkdtemp(join(tmpdir(), 'marginiq-device-'));
    return new Device(link, folder, { host: HOST, keyring: true, ...options });
  }

  /** Starts the program, after a restart with what it left on the disk. */
  async start(viewport = DESKTOP): Promise<Page> {
    const { host, keyring } = this.#options;
    const { folder } = this;
    this.#running =
      host === 'electron'
        ? await startInElectron({ folder, serverUrl: this.link.url, viewport, keyring })
        : await startInChromium(folder, this.link.url, viewport);
    return this.#running.firstWindow;
  }

  get #program(): Program & { application?: ElectronApplication } {
    if (this.#running === null) throw new Error('the device is off');
    return this.#running;
  }

  /** Electron's main process, for specs of that host. */
  get application(): ElectronApplication {
    const { application } = this.#program;
    if (application === undefined) throw new Error('this device runs MarginIQ in a browser');
    return application;
  }

  /** Another window of the running program. */
  anotherWindow(): Promise<Page> {
    return this.#program.anotherWindow();
  }

  /** Shows a page of the app's origin in which the app itself does not run, so that a test can access its storage. */
  showInertPage(page: Page): Promise<void> {
    return this.#program.showInertPage(page);
  }

  /** Takes away every database of the app, as a host does that wants the room: those that are open are closed by force. */
  evictDatabases(page: Page): Promise<void> {
    return this.#program.evictDatabases(page);
  }

  savedFile(page: Page, action: () => Promise<void>): Promise<SavedFile> {
    return this.#program.savedFile(page, action);
  }

  async shutDown(): Promise<void> {
    await this.#running?.close();
    this.#running = null;
  }

  /** The way a person does it: the pages of all windows are notified, and get the time that the host gives them. */
  async quit(): Promise<void> {
    await this.#program.quit();
    this.#running = null;
  }

  async discard(): Promise<void> {
    await this.shutDown();
    await this.link.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
