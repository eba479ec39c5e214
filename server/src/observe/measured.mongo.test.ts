import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestListener } from '../testing/test-listener.ts';

/** Each sample by its name and labels. */
async function samples(api: TestApi): Promise<Map<string, number>> {
  const text = await (await fetch(`${api.url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

test('what a push, its news and a pull cost can be read, and nothing of whose they are', async () => {
  const api = await startTestApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  const company = await createTestCompany(api.services);
  const anna = await TestDevice.register(company, company.person('Anna'));
  const listener = await TestListener.open(api, anna);
  onTestFinished(() => listener.close());
  const command = anna.submit();
  await anna.push(api, [command]);
  // Again: there is nothing to write.
  await anna.push(api, [command]);
  await anna.on(api).sync.pull({ protocol: PROTOCOL_VERSION, cursor: null });
  await listener.reaches(await company.seq());
  const read = await samples(api);
  expect(Object.fromEntries(read)).toMatchObject({
    marginiq_push_queue_wait_seconds_count: 2,
    marginiq_push_commit_seconds_count: 2,
    'marginiq_commit_attempts_total{outcome="written"}': 1,
    'marginiq_commit_attempts_total{outcome="empty"}': 1,
    marginiq_pull_seconds_count: 1,
    marginiq_open_streams: 1,
    marginiq_waiting_pushes: 0,
  });
  // Also the one that wrote nothing is decided once.
  expect(read.get('marginiq_push_decide_seconds_count')).toBe(2);
  expect(read.get('marginiq_news_lag_seconds_count')).toBeGreaterThanOrEqual(1);
  expect(read.get('marginiq_event_loop_lag_seconds')).toBeGreaterThan(0);
  const names = [...read.keys()].join();
  for (const id of [company.id, company.slug, anna.id, anna.person.id]) expect(names).not.toContain(id);
  listener.close();
  await eventually('the stream to be gone', async () => (await samples(api)).get('marginiq_open_streams') === 0);
});
