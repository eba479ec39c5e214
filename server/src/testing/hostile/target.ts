import type { Services } from '../../procedures/services.ts';
import type { TestDatabase } from '../test-database.ts';

/** A server that is attacked over HTTP, and the way behind it: to make companies, to sign tokens as it does, and to look. */
export interface Target {
  url: string;
  services: Pick<Services, 'database' | 'accessTokens' | 'clock'>;
  database: TestDatabase;
  /** Whether its process still runs; one that shares the process of the attack always does. */
  isAlive: () => boolean;
}
