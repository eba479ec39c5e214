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

/** Resolves once the feed has told of this position, with what was written. */
function told(feed: ChangeFeed, companyId: string) {
  let newest = 0;
  const stop = feed.listen(companyId, ({ seq, written }) => {
    if (written !== null && seq !== null) newest = Math.max(newest, seq);
  });
  const until = async (seq: number) => {
    for (const end = performance.now() + MET_WITHIN_MS; newest < seq; ) {
      if (performance.now() > end) throw new Error(`position ${seq} was never told of`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return { until, stop };
}

/** What MongoDB is asked, in commands, for each commit of another process of which the streams of this one are told. */
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
    // The first commit is heard of without knowing from where on: it is pulled.
    const listening = told(feed, company.id);
    await commitOne(company, -1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const both = await commands(async () => {
      for (let number = 0; number < COMMITS; number += 1) await listening.until(await commitOne(company, number));
    });
    listening.stop();
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
