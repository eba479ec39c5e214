import { expect, test } from 'vitest';
import { eventually, within } from '../testing/eventually.ts';
import { startMongoProxy } from '../testing/tcp-proxy.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { testMongoUri } from '../testing/test-database.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestListener } from '../testing/test-listener.ts';

test('a server that lost MongoDB for a while tells its clients what was committed meanwhile', async () => {
  await using proxy = await startMongoProxy(testMongoUri());
  await using api = await startTestApi();
  await using behindProxy = await startTestApi({ database: api.database, clock: api.clock, mongoUri: proxy.uri });
  const company = await createTestCompany(api.services);
  const anna = await TestDevice.register(company, company.person('Anna'));
  const listener = await TestListener.open(behindProxy, anna);

  proxy.cut();
  await anna.push(api, [anna.submit()]);
  const seq = await company.seq();
  proxy.mend();
  await listener.reaches(seq, 20_000);

  // And it is whole again: it pushes, and it hears of what others push.
  await eventually('a push', () => anna.push(behindProxy, [anna.submit()]).catch(() => null));
  await anna.push(api, [anna.submit()]);
  await listener.reaches(await company.seq());
  listener.close();
});

test('a server that has no MongoDB still stops, and quickly', async () => {
  await using proxy = await startMongoProxy(testMongoUri());
  await using database = await startTestApi();
  const api = await startTestApi({ database: database.database, mongoUri: proxy.uri });
  proxy.cut();
  // It has noticed, and waits to open its change stream again.
  await eventually('health to say so', async () => (await fetch(`${api.url}/health`)).status === 503);
  await within(5_000, 'stopping', api.stop());
  expect((await fetch(`${api.url}/health`).catch(() => null))?.status).toBeUndefined();
});
