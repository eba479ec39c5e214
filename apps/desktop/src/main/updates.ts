import type { InstallAnswer, LookAnswer, UpdateState } from '../bridge/shell-bridge.ts';
import { mayInstall } from './may-install.ts';

/** What of electron-updater is used; a test hands in its own. */
export interface Updater {
  /**
   * Looks once. Downloads what it finds in the background.
   * @param everyone takes a version that is published for a part of all devices so far, whether this one is among them or not
   * @returns the version found, or null
   */
  look: (everyone: boolean) => Promise<string | null>;
  onDownloading: (listener: (version: string) => void) => void;
  onDownloaded: (listener: (version: string) => void) => void;
  /** Looking, downloading or installing failed. */
  onFailed: (listener: () => void) => void;
  /** Puts the downloaded version in place when the program is ending anyway. @returns whether the system did it */
  install: () => boolean;
  /** Puts it in place, ends the program and starts it again. @returns whether the system did it */
  installAndRestart: () => boolean;
}

export interface UpdatePorts {
  updater: Updater;
  /** Commands that wait to be sent; null while nobody knows. */
  unsent: () => number | null;
  isSystemEnding: () => boolean;
  tell: (state: UpdateState) => void;
  log: (message: string) => void;
}

/** Looks for newer versions, lets them be downloaded in the background, and puts them in place when nothing is lost by it. */
export class Updates {
  readonly #ports: UpdatePorts;
  #state: UpdateState = { at: 'none' };
  #isInstalled = false;

  constructor(ports: UpdatePorts) {
    this.#ports = ports;
    ports.updater.onDownloading((version) => this.#become({ at: 'downloading', version }));
    ports.updater.onDownloaded((version) => this.#become({ at: 'ready', version }));
    // Half a download is nothing: the next look starts it again.
    ports.updater.onFailed(() => this.#state.at === 'downloading' && this.#become({ at: 'none' }));
  }

  get state(): UpdateState {
    return this.#state;
  }

  #become(state: UpdateState): void {
    this.#state = state;
    this.#ports.tell(state);
  }

  /**
   * @param required the server refuses this version, so there is no waiting for this device's turn
   * @returns what is known afterwards
   * @throws when the feed cannot be read
   */
  async look(required = false): Promise<UpdateState> {
    if (this.#state.at === 'none') await this.#ports.updater.look(required);
    return this.#state;
  }

  /** On a page's wish. */
  async lookFor(required: boolean): Promise<LookAnswer> {
    try {
      return (await this.look(required)).at === 'none' ? 'nothingNewer' : 'found';
    } catch (error) {
      this.#ports.log(`no update could be looked for: ${String(error)}`);
      return 'failed';
    }
  }

  /** In the background: being offline is no event. */
  lookQuietly(): void {
    this.look().catch((error: unknown) => this.#ports.log(`no update could be looked for: ${String(error)}`));
  }

  #mayInstall() {
    const { unsent, isSystemEnding } = this.#ports;
    const isReady = this.#state.at === 'ready' && !this.#isInstalled;
    return mayInstall({ isReady, unsent: unsent(), isSystemEnding: isSystemEnding() });
  }

  /** On a person's wish. Ends the program when it answers `installing`. */
  installNow(): InstallAnswer {
    const answer = this.#mayInstall();
    if (answer === 'unsentWork') return 'unsentWork';
    if (answer !== 'yes') return 'notReady';
    this.#isInstalled = this.#ports.updater.installAndRestart();
    return this.#isInstalled ? 'installing' : 'failed';
  }

  /** When the program ends anyway. */
  installOnQuit(): void {
    const answer = this.#mayInstall();
    if (answer === 'yes') this.#isInstalled = this.#ports.updater.install();
    else if (answer !== 'notReady') this.#ports.log(`the downloaded update was not installed: ${answer}`);
  }
}
