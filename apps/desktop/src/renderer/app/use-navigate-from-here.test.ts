import { describe, expect, it } from 'vitest';
import { navigateFrom } from './use-navigate-from-here.ts';

/** The real router wants a browser; like it, this one knows at once where a navigation leads, and draws the page later. */
class FakeRouter {
  latestLocation = { pathname: '/requests/new' };

  navigate = ({ to }: { to?: unknown }): Promise<void> => {
    this.latestLocation = { pathname: String(to) };
    return Promise.resolve();
  };
}

describe('leading on after work that takes its time', () => {
  it('leading on after work that takes its time takes a person who waited to where the work led', async () => {
    const router = new FakeRouter();
    await navigateFrom(router, '/requests/new', { to: '/inbox' });
    expect(router.latestLocation.pathname).toBe('/inbox');
  });

  it('leading on after work that takes its time does not pull back a person who went elsewhere meanwhile, even if that page has not been drawn yet', async () => {
    const router = new FakeRouter();
    void router.navigate({ to: '/outbox' });
    await navigateFrom(router, '/requests/new', { to: '/inbox' });
    expect(router.latestLocation.pathname).toBe('/outbox');
  });
});
