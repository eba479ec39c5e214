import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { AccessTokens } from '../../auth/access-tokens.ts';
import { KeyRing } from '../../auth/key-ring.ts';
import { systemClock } from '../../clock.ts';
import { Database } from '../../tenancy/database.ts';
import { eventually } from '../eventually.ts';
import { TEST_JWT_SECRET } from '../test-api.ts';
import { createTestDatabase, testMongoUri } from '../test-database.ts';
import type { Target } from './target.ts';

const API = fileURLToPath(new URL('../../api.ts', import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
  return fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** The server as it is started for people, in a process of its own, on a database of its own. */
export async function startServerProcess(): Promise<Target & AsyncDisposable> {
  const database = await createTestDatabase();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [API], {
    env: {
      ...process.env,
      MONGODB_URI: testMongoUri(),
      MARGINIQ_DATABASE: database.name,
      MARGINIQ_HOST: '127.0.0.1',
      MARGINIQ_PORT: String(port),
      MARGINIQ_JWT_SECRET: TEST_JWT_SECRET,
      // Many attempts are worth a line there; MARGINIQ_LOG_LEVEL=error shows why a call failed.
      MARGINIQ_LOG_LEVEL: process.env.MARGINIQ_LOG_LEVEL ?? 'silent',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await eventually('the server to answer', () => answers(url, child), 60_000);
  const store = await Database.connect(testMongoUri(), database.name);
  const accessTokens = new AccessTokens(new KeyRing([TEST_JWT_SECRET]));
  return {
    url,
    database,
    services: { database: store, accessTokens, clock: systemClock },
    isAlive: () => child.exitCode === null && child.signalCode === null,
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => void child.once('exit', resolve));
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
