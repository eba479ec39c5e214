import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { MAX_PULL_ROWS, type PullReply } from '@marginiq/contract/pull';
import { afterAll, describe, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { expectedView } from '../testing/expected-view.ts';
import { enlarge } from '../testing/large-company.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const documentsOf = ({ changes }: PullReply) => Object.values(changes).flatMap(({ upserts }) => upserts as object[]);

describe('a page', () => {
  test('a page has at most 1,000 rows, the oldest first after the head, and the pages add up to everything', async () => {
    const company = await createTestCompany(api.services);
    await enlarge(company, 1_100);
    const device = await TestDevice.register(company, company.person('Ada'));
    const reader = new TestReader(device);
    let reached = 0;
    const sizes: number[] = [];
    for (let more = true; more; ) {
      const page = await reader.page(api);
      const positions = documentsOf(page).map((document) => (document as { seq: number }).seq);
      if (sizes.length > 1) expect(Math.min(...positions)).toBeGreaterThan(reached);
      expect(page.reset).toBe(sizes.length === 0);
      reached = page.cursor.seq;
      sizes.push(positions.length);
      more = page.more;
    }
    const everything = await expectedView(api, company, device.actor);
    expect(sizes.slice(1)).toEqual([MAX_PULL_ROWS, MAX_PULL_ROWS, Object.keys(everything).length - 2 * MAX_PULL_ROWS]);
    expect(reached).toBe(await company.seq());
    expect(reader.view()).toEqual(everything);
  });

  test('a page is at most about a megabyte, and at least one row', async () => {
    const company = await createTestCompany(api.services);
    const device = await TestDevice.register(company, company.person('Anna'));
    const submit = device.submit();
    await device.push(api, [submit]);
    const request = await company.store.collection('discountRequests').findById(submit.args.requestId);
    const [step] = request?.steps ?? [];
    if (request === null || step === undefined) throw new Error('the request is not there');
    const long = { ...step, note: 'n'.repeat(2_000) };
    const heavy = (steps: number) => ({ ...request, _id: api.clock.newId(), steps: Array(steps).fill(long) });
    const put = (all: ReturnType<typeof heavy>[]) =>
      commit(company.store, async (unit) => {
        for (const one of all) unit.put('discountRequests', one);
      });
    // Fourteen of 200 KB.
    await put(Array.from({ length: 14 }, () => heavy(92)));
    const reader = new TestReader(device);
    const pages: PullReply[] = [];
    do pages.push(await reader.page(api));
    while (pages.at(-1)?.more);
    for (const page of pages) {
      const documents = documentsOf(page);
      const weight = JSON.stringify(documents).length;
      expect(documents.length).toBeGreaterThan(0);
      if (documents.length > 1) expect(weight).toBeLessThan(1_010_000);
    }
    expect(pages.length).toBeGreaterThanOrEqual(4);
    expect(reader.view()).toEqual(await expectedView(api, company, device.actor));

    // One of 1.2 MB, from before there was a limit: it stops nobody, and what lies behind it comes with the next page.
    const [huge, behind] = [heavy(1), heavy(1)];
    await put([huge, behind]);
    const change = { $set: { steps: Array(550).fill(long) } };
    await company.store.collection('discountRequests').updateMany({ _id: huge._id }, change);
    const pull = (cursor: PullReply['cursor'] | null) =>
      device.on(api).sync.pull({ protocol: PROTOCOL_VERSION, cursor });
    const first = await pull(reader.cursor);
    expect([documentsOf(first), first.more]).toMatchObject([[{ id: huge._id }], true]);
    const second = await pull(first.cursor);
    expect([documentsOf(second), second.more]).toMatchObject([[{ id: behind._id }], false]);
  });

  test('a page has as few rows as the client asks for, and the pages together are still complete', async () => {
    const company = await createTestCompany(api.services);
    const device = await TestDevice.register(company, company.person('Ada'));
    const reader = new TestReader(device);
    reader.maxRows = 3;
    for (let more = true; more; ) {
      const page = await reader.page(api);
      expect(documentsOf(page).length).toBeLessThanOrEqual(3);
      more = page.more;
    }
    expect(reader.view()).toEqual(await expectedView(api, company, device.actor));
  });

  test('a page can be cut anywhere: behind any position comes exactly what lies behind it', async () => {
    const company = await createTestCompany(api.services);
    const device = await TestDevice.register(company, company.person('Mona'));
    const anna = await TestDevice.register(company, company.person('Anna'));
    for (let turn = 0; turn < 3; turn += 1) await anna.push(api, [anna.submit(), anna.submit(300)]);
    const reader = new TestReader(device);
    const { cursor } = await reader.page(api);
    const all = Object.values(reader.view()) as { id: string; seq: number }[];
    for (let seq = 0; seq <= cursor.seq; seq += 1) {
      const page = await reader.ask(api, { epoch: cursor.epoch, seq });
      expect(page).toMatchObject({ reset: false, more: false, cursor });
      const given = documentsOf(page).map((document) => (document as { id: string }).id);
      const behind = all.filter((document) => document.seq > seq).map(({ id }) => id);
      expect(given.sort(), `behind ${seq}`).toEqual(behind.sort());
    }
  });
});
