import { BehaviorSubject } from 'rxjs';
import type { InstallAnswer, LookAnswer, ShellBridge, UpdateState as Told } from '../../bridge/shell-bridge.ts';
import { type AppUpdate, NO_UPDATE, type UpdateState } from './app-update.ts';

/** What of the program and the page is used; a test hands in its own. */
export interface ElectronUpdateHost {
  shell: Pick<ShellBridge, 'onUpdateState' | 'lookForUpdate' | 'installUpdate' | 'openInBrowser'>;
  /** Told to and heard from the other windows: all of them end with the program. */
  windows: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>;
  /** Sends what waits: an update is not put in place over it. */
  beforeUpdate: () => Promise<void>;
  /** Keeps what is being written. */
  beforeReload: () => Promise<void>;
}

const KEEP = 'keep';

const LOOK_FAILURES: Record<Exclude<LookAnswer, 'found'>, UpdateState['failure']> = {
  nothingNewer: 'nothingNewer',
  failed: 'offline',
  notHere: 'notHere',
};
const INSTALL_FAILURES: Record<Exclude<InstallAnswer, 'installing'>, UpdateState['failure']> = {
  unsentWork: 'unsentWork',
  notReady: 'nothingNewer',
  failed: 'notInstalled',
};

/**
 * Updates the installed program to the next version. The main process checks, downloads and installs; a page shows the progress. A
 * background download is shown only once it is ready, unless somebody waits for it because the server refuses this version.
 */
export class ElectronUpdate implements AppUpdate {
  readonly way = 'restart';
  readonly state$ = new BehaviorSubject<UpdateState>(NO_UPDATE);
  readonly #host: ElectronUpdateHost;
  #told: Told = { at: 'none' };

  constructor(host: ElectronUpdateHost) {
    this.#host = host;
    host.shell.onUpdateState((told) => this.#hear(told));
    host.windows.addEventListener('message', ({ data }) => {
      if (data === KEEP) void host.beforeReload();
    });
  }

  setRequired(required: boolean): void {
    if (this.state$.value.required === required) return;
    this.#show({ required });
    if (required) void this.#look();
    else this.#show(this.#told.at === 'ready' ? { phase: 'ready', failure: null } : { phase: 'none', failure: null });
  }

  async apply(): Promise<void> {
    const { phase } = this.state$.value;
    if (phase === 'applying' || phase === 'checking' || phase === 'downloading') return;
    if (this.#told.at !== 'ready') return this.#look();
    this.#show({ phase: 'applying', failure: null });
    this.#host.windows.postMessage(KEEP);
    await this.#host.beforeUpdate();
    await this.#host.beforeReload();
    const answer = await this.#host.shell.installUpdate().catch(() => 'failed' as const);
    if (answer !== 'installing') this.#fail(INSTALL_FAILURES[answer]);
  }

  openInBrowser(): void {
    this.#host.shell.openInBrowser();
  }

  #show(change: Partial<UpdateState>): void {
    this.state$.next({ ...this.state$.value, ...change });
  }

  #fail(failure: UpdateState['failure']): void {
    this.#show({ phase: 'failed', failure });
  }

  #hear(told: Told): void {
    const before = this.#told;
    this.#told = told;
    const { phase, required } = this.state$.value;
    if (phase === 'applying') return;
    if (told.at === 'ready') this.#show({ phase: 'ready', failure: null });
    else if (told.at === 'downloading' && (required || phase === 'checking'))
      this.#show({ phase: 'downloading', failure: null });
    else if (told.at === 'none' && before.at === 'downloading' && required) this.#fail('offline');
  }

  async #look(): Promise<void> {
    if (this.#told.at !== 'none') return this.#hear(this.#told);
    this.#show({ phase: 'checking', failure: null });
    const answer = await this.#host.shell.lookForUpdate(this.state$.value.required).catch(() => 'failed' as const);
    // What arrived meanwhile is newer than this answer.
    if (this.state$.value.phase !== 'checking') return;
    this.#fail(answer === 'found' ? 'offline' : LOOK_FAILURES[answer]);
  }
}
