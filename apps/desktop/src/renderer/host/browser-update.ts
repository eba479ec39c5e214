import { BehaviorSubject } from 'rxjs';
import { type AppUpdate, NO_UPDATE, type UpdateState } from './app-update.ts';

export type Registration = Pick<
  ServiceWorkerRegistration,
  'active' | 'waiting' | 'installing' | 'update' | 'unregister' | 'addEventListener'
>;

/** What of the browser is used; a test hands in its own. */
export interface UpdateHost {
  /** Null if there is no service worker: a reload alone brings the server's version then. */
  registration: Promise<Registration | null>;
  container: Pick<ServiceWorkerContainer, 'controller' | 'addEventListener'> | null;
  /** Told to and heard from the other windows. */
  windows: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>;
  /** Whether the server has another build than the one this page runs. @throws when it cannot be asked */
  hasAnotherBuild: () => Promise<boolean>;
  isOnlyWindow: () => Promise<boolean>;
  /** Whether actions wait to be sent on this device, whoever saved them. */
  hasUnsent: () => Promise<boolean>;
  /** Sends what waits, while the version that wrote it still runs. */
  beforeUpdate: () => Promise<void>;
  /** Keeps what is being written. */
  beforeReload: () => Promise<void>;
  reload: () => void;
  after: (ms: number, work: () => void) => () => void;
}

const CHECK_EVERY_MS = 60 * 60_000;

/** A waiting worker takes over within milliseconds; one that does not is stuck, and is bypassed. */
const TAKE_OVER_MS = 10_000;

const MOVE = 'move';

/**
 * Moves all windows of one browser from one build to the next. Three traps of service workers shape this (vite-plugin-pwa
 * #212, #393, #789; workbox #2470): a reload alone stays under the old worker for as long as any window is open; the worker to
 * wake is whichever waits at that moment, never one kept from an earlier event; and in a window that no worker controls, or
 * whose worker was already changed from another window, the event that others wait for never comes.
 */
export class BrowserUpdate implements AppUpdate {
  readonly way = 'reload';
  readonly state$ = new BehaviorSubject<UpdateState>(NO_UPDATE);
  readonly #host: UpdateHost;
  readonly #wasControlled: boolean;
  /** A newer worker is in charge already; this page only has to be loaded again. */
  #isBehind = false;
  #isMoving = false;

  constructor(host: UpdateHost) {
    this.#host = host;
    this.#wasControlled = host.container != null && host.container.controller !== null;
    host.container?.addEventListener('controllerchange', () => {
      // The first worker of all takes charge of a page that is its own build.
      if (this.#wasControlled) void this.#move();
    });
    host.windows.addEventListener('message', ({ data }) => {
      if (data === MOVE) void this.#move();
    });
  }

  /** Begins to look for newer versions. @param onVisible calls back whenever the window is looked at again */
  async watch(onVisible: (work: () => void) => void): Promise<void> {
    const registration = await this.#host.registration;
    if (registration === null) return;
    registration.addEventListener('updatefound', () => void this.#follow(registration));
    if (registration.waiting !== null && (await this.#mayChangeAtStart())) {
      // Nobody has typed anything yet, and no other window runs the old version: a reload gets the new one, as expected.
      await this.apply();
      return;
    }
    void this.#follow(registration);
    const check = () => void registration.update().catch(() => undefined);
    const checkAgain = () => {
      check();
      this.#host.after(CHECK_EVERY_MS, checkAgain);
    };
    this.#host.after(CHECK_EVERY_MS, checkAgain);
    onVisible(check);
  }

  /** No database is open at a start, so what waits could not be sent first: then the notice is shown, as later on. */
  async #mayChangeAtStart(): Promise<boolean> {
    return (await this.#host.isOnlyWindow()) && !(await this.#host.hasUnsent());
  }

  setRequired(required: boolean): void {
    if (this.state$.value.required === required) return;
    this.#show({ required });
    if (required) void this.#look();
    else if (this.#phase() === 'failed') this.#show({ phase: 'none', failure: null });
  }

  async apply(): Promise<void> {
    const phase = this.#phase();
    if (phase === 'applying' || phase === 'downloading') return;
    this.#show({ phase: 'applying', failure: null });
    await this.#host.beforeUpdate();
    try {
      const registration = await this.#host.registration;
      if (registration === null || this.#isBehind) return await this.#moveAll();
      const waiting = await this.#newest(registration);
      if (waiting !== null) return await this.#takeOver(registration, waiting);
      if (this.#isBehind) return await this.#moveAll();
      if (!(await this.#host.hasAnotherBuild())) return this.#fail('nothingNewer');
      await this.#leaveWorker(registration);
    } catch {
      this.#fail('offline');
    }
  }

  #phase(): UpdateState['phase'] {
    return this.state$.value.phase;
  }

  #show(change: Partial<UpdateState>): void {
    this.state$.next({ ...this.state$.value, ...change });
  }

  #fail(failure: UpdateState['failure']): void {
    this.#show({ phase: 'failed', failure });
  }

  async #look(): Promise<void> {
    if (this.#phase() !== 'none') return;
    this.#show({ phase: 'checking' });
    const registration = await this.#host.registration;
    await registration?.update().catch(() => undefined);
    if (registration === null) return this.#show({ phase: 'ready' });
    await this.#follow(registration);
    if (this.#phase() === 'checking') this.#show({ phase: 'none' });
  }

  /** Until the worker that is being installed waits, or is gone. */
  async #follow(registration: Registration): Promise<void> {
    const before = registration.active;
    await installed(registration.installing);
    // The first worker of all is this page's own build, and not an update.
    if (before === null || this.#phase() === 'applying') return;
    if (registration.waiting === null) {
      // With no page under the old worker, the new one does not wait at all.
      if (registration.active === before) return;
      this.#isBehind = true;
    }
    this.#show({ phase: 'ready', failure: null });
  }

  /** The newest available worker. A failed check is no reason not to use the one that waits. */
  async #newest(registration: Registration): Promise<ServiceWorker | null> {
    const before = registration.active;
    try {
      await registration.update();
    } catch (error) {
      if (registration.waiting === null) throw error;
    }
    if (registration.installing !== null) {
      this.#show({ phase: 'downloading' });
      await installed(registration.installing);
      this.#show({ phase: 'applying' });
    }
    if (registration.active !== before) this.#isBehind = true;
    return registration.waiting;
  }

  async #takeOver(registration: Registration, waiting: ServiceWorker): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancel = this.#host.after(TAKE_OVER_MS, () => resolve(false));
    waiting.addEventListener('statechange', () => {
      if (waiting.state === 'activated') resolve(true);
    });
    waiting.postMessage({ type: 'SKIP_WAITING' });
    const hasTakenOver = await promise;
    cancel();
    if (hasTakenOver) await this.#moveAll();
    else await this.#leaveWorker(registration);
  }

  /** The fallback when workers misbehave: without one, the page comes from the server. */
  async #leaveWorker(registration: Registration): Promise<void> {
    await registration.unregister();
    await this.#moveAll();
  }

  #moveAll(): Promise<void> {
    this.#host.windows.postMessage(MOVE);
    return this.#move();
  }

  async #move(): Promise<void> {
    if (this.#isMoving) return;
    this.#isMoving = true;
    this.#show({ phase: 'applying', failure: null });
    await this.#host.beforeReload();
    this.#host.reload();
  }
}

/** Resolves when this worker is no longer being installed, however that ended. */
async function installed(worker: ServiceWorker | null): Promise<void> {
  if (worker === null || worker.state !== 'installing') return;
  await new Promise<void>((resolve) => {
    worker.addEventListener('statechange', () => resolve(), { once: true });
  });
}
