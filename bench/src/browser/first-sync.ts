import type { BenchWorld, Figures } from '../bench.ts';
import { median } from '../statistics.ts';
import { bytesReceived, heapMb } from './browser.ts';
import type { Stage } from './stage.ts';

interface Run {
  ours: number;
  first: number;
  rxdb: number;
  pouch: number;
  floor: number;
}

/** 10,000 documents into a fresh local database: ours, RxDB's own replication, PouchDB, and the least there is. */
export async function firstSync(
  { browser, urls, account, documents }: Stage,
  { runs, log }: BenchWorld,
): Promise<Figures> {
  const fresh = async <T>(work: (page: Awaited<ReturnType<typeof browser.newPage>>) => Promise<T>): Promise<T> => {
    const page = await browser.newPage();
    try {
      return await work(page);
    } finally {
      await page.close();
    }
  };
  const ours = async () => {
    const { account: own } = await account('Anna');
    return fresh((page) => page.evaluate((given) => window.bench.ours.firstSync(given), own));
  };
  const rxdb = () => fresh((page) => page.evaluate((url) => window.bench.rxdb.firstSync(url), urls.minimal));
  const pouch = () => fresh((page) => page.evaluate((url) => window.bench.pouch.firstSync(url), urls.pouch));
  const floor = () =>
    fresh((page) =>
      page.evaluate(([url, count]) => window.bench.floor.firstSync(url, count), [
        urls.minimal,
        documents.length,
      ] as const),
    );
  await ours();
  await floor();
  const measured: Run[] = [];
  for (let run = 0; run < runs; run += 1) {
    const { ms, firstMs } = await ours();
    const one = {
      ours: ms,
      first: firstMs,
      floor: (await floor()).ms,
      rxdb: (await rxdb()).ms,
      pouch: (await pouch()).ms,
    };
    measured.push(one);
    log(
      `first sync: ours ${ms.toFixed(0)} (usable ${firstMs.toFixed(0)}), RxDB ${one.rxdb.toFixed(0)}, ` +
        `PouchDB ${one.pouch.toFixed(0)}, floor ${one.floor.toFixed(0)} ms`,
    );
  }
  const of = (pick: (run: Run) => number) => median(measured.map(pick));
  return {
    firstSyncVsRxdb: of((run) => run.ours / run.rxdb),
    firstSyncVsPouch: of((run) => run.ours / run.pouch),
    firstSyncVsFloor: of((run) => run.ours / run.floor),
    usableShare: of((run) => run.first / run.ours),
    firstSyncMs: of((run) => run.ours),
    firstSyncRxdbMs: of((run) => run.rxdb),
    firstSyncPouchMs: of((run) => run.pouch),
    firstSyncFloorMs: of((run) => run.floor),
    ...(await weights({ browser, urls, account, documents } as Stage)),
  };
}

/**
 * The weight of a first reading: bytes on the wire per document, compressed by every server, and in the page's memory
 * afterwards, with the database open.
 */
async function weights({ browser, urls, account, documents }: Stage): Promise<Figures> {
  const { account: own } = await account('Anna');
  const weigh = async (work: (page: Awaited<ReturnType<typeof browser.newPage>>) => Promise<unknown>) => {
    const page = await browser.newPage();
    const before = await heapMb(page);
    const bytes = await bytesReceived(page, () => work(page));
    const result = { bytes: bytes / documents.length, heap: (await heapMb(page)) - before };
    await page.close();
    return result;
  };
  const ours = await weigh((page) =>
    page.evaluate((given) => window.bench.ours.join(given, `held-${Math.random()}`), own),
  );
  const rxdb = await weigh((page) =>
    page.evaluate((url) => window.bench.rxdb.firstSync(url, true), `${urls.minimal}compressed`),
  );
  const pouch = await weigh((page) => page.evaluate((url) => window.bench.pouch.firstSync(url, true), urls.pouch));
  return {
    bytesPerDocument: ours.bytes,
    bytesPerDocumentRxdb: rxdb.bytes,
    bytesPerDocumentPouch: pouch.bytes,
    clientMemoryMb: ours.heap,
    clientMemoryRxdbMb: rxdb.heap,
    clientMemoryPouchMb: pouch.heap,
  };
}
