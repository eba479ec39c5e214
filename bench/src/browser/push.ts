import { v7 } from 'uuid';
import type { BenchWorld, Figures } from '../bench.ts';
import { median } from '../statistics.ts';
import type { Stage } from './stage.ts';

const COMMANDS = 1_000;

/** 1,000 things done offline, sent from a real browser: ours decided, audited and committed, PouchDB's stored. */
export async function push({ browser, account, urls, documents }: Stage, { runs, log }: BenchWorld): Promise<Figures> {
  const request = documents.find(({ doc }) => 'evaluation' in doc);
  if (request === undefined) throw new Error('there is no request among the documents');
  const measured: { ours: number; pouch: number }[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const page = await browser.newPage();
    const { device, account: own } = await account('Anna');
    const commands = Array.from({ length: COMMANDS }, () => {
      const { args } = device.submit();
      return { type: 'request.submit' as const, args, baseRevision: 0, provisional: null };
    });
    const ours = await page.evaluate(([given, all]) => window.bench.ours.pushAll(given, all), [own, commands] as const);
    const url = urls.pouch.replace(/documents$/, `push-${v7()}`);
    await fetch(url, { method: 'PUT' });
    const same = Array.from({ length: COMMANDS }, () => ({ ...request, id: v7() }));
    const pouch = await page.evaluate(([to, all]) => window.bench.pouch.pushAll(to, all), [url, same] as const);
    await page.close();
    // The first warms up.
    if (run > 0) measured.push({ ours, pouch });
    log(`push from the browser: ours ${ours.toFixed(0)}, PouchDB ${pouch.toFixed(0)} ms`);
  }
  return {
    pushVsPouch: median(measured.map(({ ours, pouch }) => ours / pouch)),
    pushBrowserMs: median(measured.map(({ ours }) => ours)),
    pushPouchMs: median(measured.map(({ pouch }) => pouch)),
  };
}
