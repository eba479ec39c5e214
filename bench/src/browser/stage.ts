import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDevice } from '@marginiq/server/testing/test-device';
import type { BenchWorld } from '../bench.ts';
import { type ApiProcess, startApi } from '../node/api-process.ts';
import { type BenchDatabase, openDatabase, tokenOf } from '../node/bench-database.ts';
import { aMessage, Child } from '../node/child.ts';
import { type BenchBrowser, openBrowser } from './browser.ts';
import { type LargeCompany, makeLargeCompany } from './large-company.ts';
import type { Account } from './page/our-client.ts';

export interface Stage extends LargeCompany, AsyncDisposable {
  database: BenchDatabase;
  browser: BenchBrowser;
  /** Two api processes on the same database. */
  apis: [ApiProcess, ApiProcess];
  urls: { minimal: string; pouch: string };
  /** A new device of somebody's, and what its page signs in with. */
  account: (name: 'Anna' | 'Mona', api?: 0 | 1) => Promise<{ device: TestDevice; account: Account }>;
}

/** A browser, the product's servers on real MongoDB, and the peers' servers, all with the same documents. */
export async function setStage({ mongoUri, chromium }: BenchWorld): Promise<Stage> {
  if (chromium === null) throw new Error('this measure needs Chromium');
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await openDatabase(mongoUri));
  const large = await makeLargeCompany(database.database);
  const folder = await mkdtemp(join(tmpdir(), 'marginiq-bench-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'documents.json');
  await writeFile(file, JSON.stringify(large.documents));
  const peers = stack.use(new Child({ entry: 'bench/src/browser/peer-servers.ts', args: [file] }));
  type Ports = { kind: 'ports'; minimal: number; pouch: number };
  const ports = await peers.heard('its ports', aMessage<Ports>('ports'));
  const apis: Stage['apis'] = [
    stack.use(await startApi(mongoUri, database.name)),
    stack.use(await startApi(mongoUri, database.name)),
  ];
  const browser = stack.use(await openBrowser(chromium));
  const { company } = large;
  const owned = stack.move();
  return {
    ...large,
    database,
    browser,
    apis,
    urls: { minimal: `http://127.0.0.1:${ports.minimal}/`, pouch: `http://127.0.0.1:${ports.pouch}/documents` },
    account: async (name, api = 0) => {
      const device = await TestDevice.register(company, company.person(name));
      const { id: userId, role, teamId } = device.person;
      const actor = { userId, name, role, teamId };
      return {
        device,
        account: { serverUrl: apis[api].url, token: await tokenOf(device), deviceId: device.id, actor },
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
