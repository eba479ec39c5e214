import { afterEach, beforeEach, vi } from 'vitest';
import { FakeAuthServer } from '../../../bridge/testing/fake-auth-server.ts';
import { fakeBrowser } from './fake-browser.ts';

interface World {
  server: FakeAuthServer;
  browser: ReturnType<typeof fakeBrowser>;
}

/** A browser and a server of its own for each test of the suite that calls this. */
export function useBrowser(): World {
  const world = {} as World;
  beforeEach(() => {
    world.server = new FakeAuthServer();
    vi.stubGlobal('fetch', world.server.fetch);
    world.browser = fakeBrowser();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  return world;
}
