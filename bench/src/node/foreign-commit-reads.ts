import { createLogger } from '@marginiq/server/observe/logger';
import { ChangeFeed } from '@marginiq/server/sync/change-feed';
import { commit } from '@marginiq/server/tenancy/commit';
import { Database } from '@marginiq/server/tenancy/database';
import { profiled } from '@marginiq/server/testing/profiler';
import { createTestCompany, type TestCompany } from '@marginiq/server/testing/test-company';
import type { BenchWorld, Figures } from '../bench.ts';
import { openDatabase } from './bench-database.ts';

const COMMITS = 20;
const MET_WITHIN_MS = 10_000;

/** A customer's name changes, as by another process: this one only hears of the position. */
async function commitOne({ store, data }: TestCompany, number: number): Promise<number> {
  const { seq } = await commit(store, async (unit) => {
    const customer = await unit.store.collection('customers').findById(data.customers[0]?.id ?? '');
    if (customer !== null) unit.put('customers', { ...customer, name: `Name ${number}` }, customer);
  });
  return seq;
}

/** What the feed has announced about a company. */
function listenTo(feed: ChangeFeed, companyId: string) {
  let newest = 0;
  let notRead = 0;
  let wake: () => void = () => undefined;
  const stop = feed.listen(companyId, ({ seq, written }) => {
    newest = Math.max(newest, seq ?? 0);
    if (written === null) notRead += 1;
    wake();
  });
  const until = async (seq: number) => {
    const signal = AbortSignal.timeout(MET_WITHIN_MS);
    while (newest < seq) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
      if (signal.aborted && newest < seq) throw new Error(`position ${seq} was never told of`);
    }
  };
  return { until, stop, notRead: () => notRead };
}

/** How many MongoDB commands each commit of another process costs, if this one's streams are informed of it. */
export async function foreignCommitReads({ mongoUri, log }: BenchWorld): Promise<Figures> {
  await using opened = await openDatabase(mongoUri);
  const company = await createTestCompany(opened);
  const own = await Database.connect(mongoUri, opened.name);
  const feed = new ChangeFeed(own, createLogger('bench', 'silent'));
  await feed.start();
  try {
    const behind = { name: opened.name, raw: opened.raw, [Symbol.asyncDispose]: async () => undefined };
    const commands = async (work: () => Promise<unknown>) => {
      const found = await profiled(behind, work);
      return found.filter(({ op, command }) => op !== 'getmore' && !JSON.stringify(command).includes('$changeStream'))
        .length;
    };
    // The first commit is heard of without knowing from where on, so nothing is read for it.
    const listening = listenTo(feed, company.id);
    await listening.until(await commitOne(company, -1));
    const notReadBefore = listening.notRead();
    const both = await commands(async () => {
      for (let number = 0; number < COMMITS; number += 1) await listening.until(await commitOne(company, number));
    });
    listening.stop();
    if (listening.notRead() > notReadBefore) throw new Error('some of the commits were left to be pulled');
    const alone = await commands(async () => {
      for (let number = 0; number < COMMITS; number += 1) await commitOne(company, COMMITS + number);
    });
    log(`${COMMITS} commits: ${both} commands while streams are told, ${alone} while nobody listens`);
    return { foreignCommitReads: (both - alone) / COMMITS };
  } finally {
    await feed.stop();
    await own.close();
  }
}
