import { commit } from '@marginiq/server/tenancy/commit';
import { v7 } from 'uuid';
import type { BenchWorld, Figures } from '../bench.ts';
import { median } from '../statistics.ts';
import type { Stage } from './stage.ts';

const QUERIES = 40;
const CHANGES = 1_000;

/** The newest 50 in the local database, against a raw cursor over as many rows. */
export async function top50({ browser, account, urls, documents }: Stage, { log }: BenchWorld): Promise<Figures> {
  const page = await browser.newPage();
  const { account: own } = await account('Anna');
  await page.evaluate((given) => window.bench.ours.join(given, `top-${Math.random()}`), own);
  const { name } = await page.evaluate(([url, count]) => window.bench.floor.firstSync(url, count), [
    urls.minimal,
    documents.length,
  ] as const);
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let query = 0; query < QUERIES; query += 1) {
    ours.push(await page.evaluate(() => window.bench.ours.top50()));
    floor.push(await page.evaluate((store) => window.bench.floor.top50(store), name));
  }
  await page.evaluate(() => window.bench.ours.leave());
  await page.close();
  log(`newest 50: ours ${median(ours).toFixed(1)}, raw cursor ${median(floor).toFixed(1)} ms`);
  return { top50VsCursor: median(ours) / median(floor), top50Ms: median(ours), top50CursorMs: median(floor) };
}

/** From nothing in memory to every document of a local database that exists, against a raw reading of as many. */
export async function coldStart(
  { browser, account, urls, documents }: Stage,
  { runs, log }: BenchWorld,
): Promise<Figures> {
  const { account: own } = await account('Anna');
  const name = `cold-${v7()}`;
  const first = await browser.newPage();
  await first.evaluate(([given, to]) => window.bench.ours.comeBack(given, to), [own, name] as const);
  const { name: store } = await first.evaluate(([url, count]) => window.bench.floor.firstSync(url, count), [
    urls.minimal,
    documents.length,
  ] as const);
  await first.close();
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    const page = await browser.newPage();
    ours.push(await page.evaluate(([given, to]) => window.bench.ours.coldStart(given, to), [own, name] as const));
    floor.push(await page.evaluate((one) => window.bench.floor.readAll(one), store));
    await page.close();
  }
  log(`cold start: ours ${median(ours).toFixed(0)}, raw ${median(floor).toFixed(0)} ms`);
  return { coldStartMs: median(ours), coldStartVsFloor: median(ours) / median(floor) };
}

/** A client that was away for 1,000 changes catches up, against a raw reading of as many documents. */
export async function weekOffline(
  { browser, account, company, urls }: Stage,
  { runs, log }: BenchWorld,
): Promise<Figures> {
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    const { account: own } = await account('Anna');
    const page = await browser.newPage();
    const name = `week-${v7()}`;
    await page.evaluate(([given, to]) => window.bench.ours.comeBack(given, to), [own, name] as const);
    const changed = await company.store.collection('discountRequests').find({}, { limit: CHANGES, sort: { seq: 1 } });
    await commit(company.store, async (unit) => {
      const changedAt = new Date().toISOString();
      for (const request of changed) unit.put('discountRequests', { ...request, changedAt }, request);
    });
    ours.push(await page.evaluate(([given, to]) => window.bench.ours.comeBack(given, to), [own, name] as const));
    floor.push(
      (await page.evaluate(([url, n]) => window.bench.floor.firstSync(url, n), [urls.minimal, CHANGES] as const)).ms,
    );
    await page.close();
  }
  log(`1,000 changes caught up: ours ${median(ours).toFixed(0)}, raw ${median(floor).toFixed(0)} ms`);
  return { weekOfflineMs: median(ours), weekOfflineVsFloor: median(ours) / median(floor) };
}
