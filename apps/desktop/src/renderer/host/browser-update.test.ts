import { describe, expect, it } from 'vitest';
import { BrowserUpdate, type Registration, type UpdateHost } from './browser-update.ts';

class FakeWorker extends EventTarget {
  state: ServiceWorkerState;
  onSkip: () => void = () => undefined;
  constructor(state: ServiceWorkerState) {
    super();
    this.state = state;
  }
  become(state: ServiceWorkerState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
  postMessage(message: { type: string }): void {
    if (message.type === 'SKIP_WAITING') this.onSkip();
  }
}

/** A browser with its workers, as far as windows see them. */
class FakeBrowser extends EventTarget {
  active: FakeWorker | null = new FakeWorker('activated');
  waiting: FakeWorker | null = null;
  installing: FakeWorker | null = null;
  /** What the server has besides the active one. */
  published: FakeWorker | null = null;
  online = true;
  stuck = false;
  unregistered = false;
  readonly container = new EventTarget();
  readonly channel = new EventTarget();

  wait(worker = new FakeWorker('installed')): FakeWorker {
    this.waiting = worker;
    worker.onSkip = () => {
      if (this.stuck) return;
      this.waiting = null;
      this.active = worker;
      this.container.dispatchEvent(new Event('controllerchange'));
      worker.become('activated');
    };
    return worker;
  }

  async update(): Promise<ServiceWorkerRegistration> {
    if (!this.online) throw new TypeError('no network');
    const made = this.published;
    this.published = null;
    if (made !== null) {
      this.installing = made;
      this.dispatchEvent(new Event('updatefound'));
      queueMicrotask(() => {
        this.installing = null;
        this.wait(made);
        made.become('installed');
      });
    }
    return undefined as unknown as ServiceWorkerRegistration;
  }

  async unregister(): Promise<boolean> {
    this.unregistered = true;
    return true;
  }

  publish(): FakeWorker {
    this.published = new FakeWorker('installing');
    return this.published;
  }

  window(change: Partial<UpdateHost> = {}, controlled = true) {
    const did: string[] = [];
    const container = Object.assign(this.container, { controller: controlled ? {} : null });
    const update = new BrowserUpdate({
      registration: Promise.resolve(this as unknown as Registration),
      container: container as unknown as ServiceWorkerContainer,
      windows: {
        postMessage: (data: unknown) => this.channel.dispatchEvent(new MessageEvent('message', { data })),
        addEventListener: this.channel.addEventListener.bind(this.channel) as never,
      },
      hasAnotherBuild: async () => {
        if (!this.online) throw new TypeError('no network');
        return false;
      },
      isOnlyWindow: async () => false,
      hasUnsent: async () => false,
      beforeUpdate: async () => void did.push('send'),
      beforeReload: async () => void did.push('keep'),
      reload: () => void did.push('reload'),
      after: (_ms, work) => {
        if (this.stuck) queueMicrotask(work);
        return () => undefined;
      },
      ...change,
    });
    return { update, did };
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('an update in browsers', () => {
  it('an update is offered when a newer worker waits, and moves all windows, each keeping what is being written', async () => {
    const browser = new FakeBrowser();
    const [first, second] = [browser.window(), browser.window()];
    await Promise.all([first.update.watch(() => undefined), second.update.watch(() => undefined)]);
    browser.publish();
    await browser.update();
    await settled();
    expect([first.update.state$.value.phase, second.update.state$.value.phase]).toEqual(['ready', 'ready']);
    await first.update.apply();
    await settled();
    expect(first.did).toEqual(['send', 'keep', 'reload']);
    expect(second.did).toEqual(['keep', 'reload']);
  });

  it('an update in browsers moves a window that no worker controls together with the others', async () => {
    const browser = new FakeBrowser();
    browser.wait();
    const fresh = browser.window({}, false);
    const other = browser.window();
    await other.update.apply();
    await settled();
    expect(fresh.did).toEqual(['keep', 'reload']);
  });

  it('an update in browsers fetches the newer worker first when the server refuses this version', async () => {
    const browser = new FakeBrowser();
    const { update, did } = browser.window();
    browser.publish();
    update.setRequired(true);
    await settled();
    expect(update.state$.value).toEqual({ phase: 'ready', failure: null, required: true });
    await update.apply();
    expect(did).toEqual(['send', 'keep', 'reload']);
  });

  it('an update is no longer requested once the server accepts this version again', async () => {
    const browser = new FakeBrowser();
    const { update } = browser.window();
    update.setRequired(true);
    await update.apply();
    expect(update.state$.value).toMatchObject({ phase: 'failed', required: true });
    update.setRequired(false);
    expect(update.state$.value).toEqual({ phase: 'none', failure: null, required: false });
  });

  it('an update wakes the newest worker, not the one that was announced first', async () => {
    const browser = new FakeBrowser();
    browser.wait();
    const { update } = browser.window();
    await update.watch(() => undefined);
    const newest = browser.publish();
    await update.apply();
    expect(browser.active).toBe(newest);
  });

  it('the waiting worker is used when the server cannot be checked for a newer one', async () => {
    const browser = new FakeBrowser();
    browser.wait();
    browser.online = false;
    const { update, did } = browser.window();
    await update.apply();
    expect(did).toEqual(['send', 'keep', 'reload']);
  });

  it('an update in browsers only reloads when another window has changed the worker already', async () => {
    const browser = new FakeBrowser();
    const { update, did } = browser.window({}, false);
    await update.watch(() => undefined);
    const newer = new FakeWorker('installing');
    browser.installing = newer;
    browser.dispatchEvent(new Event('updatefound'));
    browser.installing = null;
    browser.active = newer;
    newer.become('activated');
    await settled();
    expect(update.state$.value.phase).toBe('ready');
    await update.apply();
    expect(did).toEqual(['send', 'keep', 'reload']);
  });

  it('an update in browsers bypasses a worker that does not take over', async () => {
    const browser = new FakeBrowser();
    browser.wait();
    browser.stuck = true;
    const { update, did } = browser.window();
    await update.apply();
    expect(browser.unregistered).toBe(true);
    expect(did.at(-1)).toBe('reload');
  });

  it('an update in browsers bypasses a worker that finds no newer one although the server has another build', async () => {
    const browser = new FakeBrowser();
    const { update, did } = browser.window({ hasAnotherBuild: async () => true });
    await update.apply();
    expect(browser.unregistered).toBe(true);
    expect(did.at(-1)).toBe('reload');
  });

  it('an update in browsers says so when there is nothing newer, or no server to ask, and can be tried again', async () => {
    const browser = new FakeBrowser();
    const { update, did } = browser.window();
    await update.apply();
    expect(update.state$.value).toMatchObject({ phase: 'failed', failure: 'nothingNewer' });
    browser.online = false;
    await update.apply();
    expect(update.state$.value).toMatchObject({ phase: 'failed', failure: 'offline' });
    expect(did).toEqual(['send', 'send']);
  });

  it('an update in browsers takes a reload for an update where no other window runs the old version', async () => {
    const browser = new FakeBrowser();
    browser.wait();
    const { update, did } = browser.window({ isOnlyWindow: async () => true });
    await update.watch(() => undefined);
    expect(did.at(-1)).toBe('reload');
  });

  it('an update is only offered at a start while actions wait that could not be sent first', async () => {
    const browser = new FakeBrowser();
    browser.wait();
    const { update, did } = browser.window({ isOnlyWindow: async () => true, hasUnsent: async () => true });
    await update.watch(() => undefined);
    await settled();
    expect([update.state$.value.phase, did]).toEqual(['ready', []]);
  });

  it('an update in browsers only reloads when the newer worker took charge by itself while it was being fetched', async () => {
    const browser = new FakeBrowser();
    const { update, did } = browser.window({}, false);
    browser.update = async () => {
      browser.active = new FakeWorker('activated');
      return undefined as unknown as ServiceWorkerRegistration;
    };
    await update.apply();
    expect([browser.unregistered, did]).toEqual([false, ['send', 'keep', 'reload']]);
  });

  it('an update that is being applied is not offered again when its worker arrives', async () => {
    const browser = new FakeBrowser();
    const { promise: sending, resolve: sent } = Promise.withResolvers<void>();
    const { update } = browser.window({ beforeUpdate: () => sending });
    await update.watch(() => undefined);
    const applying = update.apply();
    browser.publish();
    await browser.update();
    await settled();
    expect(update.state$.value.phase).toBe('applying');
    sent();
    await applying;
  });

  it('the first service worker ever installed is not offered as an update', async () => {
    const browser = new FakeBrowser();
    browser.active = null;
    const { update, did } = browser.window({}, false);
    await update.watch(() => undefined);
    browser.publish();
    await browser.update();
    await settled();
    browser.container.dispatchEvent(new Event('controllerchange'));
    await settled();
    expect([update.state$.value.phase, did]).toEqual(['none', []]);
  });
});
