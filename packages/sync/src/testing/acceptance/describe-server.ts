import { describeNews } from './news.ts';
import { describePulls } from './pulls.ts';
import { describePushes } from './pushes.ts';
import type { ServerUnderTest } from './server-under-test.ts';

/**
 * What every client relies on, whichever server answers: the real one behind the product's transport, and the one in memory that the
 * tests of this package stand on. Where the two differ, those tests prove nothing.
 */
export function describeServer(name: string, start: () => Promise<ServerUnderTest>): void {
  describePushes(name, start);
  describePulls(name, start);
  describeNews(name, start);
}
