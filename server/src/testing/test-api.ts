import type { FastifyInstance } from 'fastify';
import { type Api, createApi } from '../create-api.ts';
import type { Services } from '../procedures/services.ts';
import { TestClock } from './test-clock.ts';
import { createTestDatabase, type TestDatabase, testMongoUri } from './test-database.ts';

export const TEST_JWT_SECRET = 'a secret that only the tests know, long enough';

export interface TestApi extends AsyncDisposable {
  /** Its address, as in `http://127.0.0.1:40123`. */
  url: string;
  server: FastifyInstance;
  services: Services;
  clock: TestClock;
  database: TestDatabase;
  /** Stops the api and keeps its database. */
  stop: () => Promise<void>;
}

interface Options {
  /** The database of another api, to be a second process beside it. Otherwise the api gets one of its own. */
  database?: TestDatabase;
  clock?: TestClock;
  /** Another way to the same MongoDB, for example through a proxy. */
  mongoUri?: string;
  trustProxy?: boolean;
  drainMs?: number;
  /** What sessions are signed by; the first signs. */
  secrets?: [string, ...string[]];
}

/** A whole api on real HTTP and real MongoDB. Disposing it drops its database, unless that came from outside. */
export async function startTestApi(options: Options = {}): Promise<TestApi> {
  const clock = options.clock ?? new TestClock();
  const database = options.database ?? (await createTestDatabase());
  const api: Api = await createApi(
    {
      MONGODB_URI: options.mongoUri ?? testMongoUri(),
      MARGINIQ_DATABASE: database.name,
      MARGINIQ_HOST: '127.0.0.1',
      MARGINIQ_PORT: 0,
      MARGINIQ_JWT_SECRET: options.secrets?.[0] ?? TEST_JWT_SECRET,
      MARGINIQ_JWT_OTHER_SECRETS: options.secrets?.slice(1).join(',') ?? '',
      MARGINIQ_DRAIN_MS: options.drainMs ?? 0,
      MARGINIQ_LOG_LEVEL: 'silent',
      MARGINIQ_TRUST_PROXY: options.trustProxy ? 'true' : 'false',
    },
    clock,
  );
  const url = await api.start();
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= api.stop();
    return stopped;
  };
  return {
    url,
    server: api.server,
    services: api.services,
    clock,
    database,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      if (options.database === undefined) await database[Symbol.asyncDispose]();
    },
  };
}

/** A second process on the same database and clock. */
export const startSibling = (api: TestApi, options: Options = {}): Promise<TestApi> =>
  startTestApi({ ...options, database: api.database, clock: api.clock });
