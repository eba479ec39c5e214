import type { Page } from '@playwright/test';
import { v7 } from 'uuid';
import type { BenchWorld, Figures } from '../bench.ts';
import { median } from '../statistics.ts';
import type { Stage } from './stage.ts';

const SAMPLES = 40;

/** Ms from one client's submit to the other's screen, and what of it the push took. */
async function ours(stage: Stage, api: 0 | 1): Promise<{ ms: number[]; serverMs: number[] }> {
  const { company, browser, account } = stage;
  const [anna, mona] = [await account('Anna', 0), await account('Mona', api)];
  const [seller, manager] = [await browser.newPage(), await browser.newPage()];
  const join = (page: Page, own: typeof anna) =>
    page.evaluate(([given, name]) => window.bench.ours.join(given, name), [own.account, `live-${v7()}`] as const);
  await join(seller, anna);
  await join(manager, mona);
  for (const page of [seller, manager]) await page.evaluate(() => window.bench.ours.goLive());
  const [ms, serverMs]: [number[], number[]] = [[], []];
  for (let sample = 0; sample < SAMPLES + 5; sample += 1) {
    const { args } = anna.device.submit();
    const shown = manager.evaluate((id) => window.bench.ours.shows(id), args.requestId);
    await seller.waitForTimeout(150);
    const command = { type: 'request.submit' as const, args, baseRevision: 0, provisional: null };
    const at = await seller.evaluate((given) => window.bench.ours.submit(given), command);
    const took = (await shown) - at;
    await seller.waitForTimeout(50);
    // The first few warm both up.
    if (sample < 5) continue;
    ms.push(took);
    serverMs.push(await seller.evaluate(() => window.bench.ours.lastPushMs()));
  }
  for (const page of [seller, manager]) {
    await page.evaluate(() => window.bench.ours.leave());
    await page.close();
  }
  if (ms.some((one) => one <= 0)) throw new Error(`a change was shown before it was made in ${company.slug}`);
  return { ms, serverMs };
}

async function pouch({ browser, urls, documents }: Stage): Promise<number[]> {
  // A database of a few documents, so that neither side is busy with the others.
  const url = urls.pouch.replace(/documents$/, `live-${v7()}`);
  await fetch(url, { method: 'PUT' });
  const [first, second] = [await browser.newPage(), await browser.newPage()];
  for (const page of [first, second]) await page.evaluate((given) => window.bench.pouch.join(given), url);
  await first.waitForTimeout(500);
  const ms: number[] = [];
  for (let sample = 0; sample < SAMPLES + 5; sample += 1) {
    const document = { ...documents[0], id: v7(), order: 'x', doc: documents[0]?.doc ?? {} };
    const shown = second.evaluate((id) => window.bench.pouch.shows(id), document.id);
    await first.waitForTimeout(150);
    const at = await first.evaluate((given) => window.bench.pouch.submit(given), document);
    const took = (await shown) - at;
    if (sample >= 5) ms.push(took);
    await first.waitForTimeout(50);
  }
  await first.close();
  await second.close();
  return ms;
}

/** From one client's submit to the other's screen: one api process, two, and PouchDB through express-pouchdb. */
export async function live(stage: Stage, { log }: BenchWorld): Promise<Figures> {
  const one = await ours(stage, 0);
  const peer = await pouch(stage);
  const two = await ours(stage, 1);
  const [liveMs, pouchLiveMs, liveTwoServersMs] = [median(one.ms), median(peer), median(two.ms)];
  log(
    `live: ours ${liveMs.toFixed(1)}, on two servers ${liveTwoServersMs.toFixed(1)}, PouchDB ${pouchLiveMs.toFixed(1)} ms`,
  );
  return {
    liveVsPouch: liveMs / pouchLiveMs,
    liveTwoServers: liveTwoServersMs / pouchLiveMs,
    liveMs,
    liveTwoServersMs,
    pouchLiveMs,
    liveServerMs: median(one.serverMs),
  };
}
