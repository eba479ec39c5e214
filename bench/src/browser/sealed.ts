import { v7 } from 'uuid';
import type { BenchWorld, Figures } from '../bench.ts';
import { median } from '../statistics.ts';
import type { Account, Cipher } from './page/our-client.ts';
import type { Stage } from './stage.ts';

/** Starts of each database pair: one takes a tenth of a second, and a single one says more about the machine. */
const STARTS = 5;

/** What one cipher has written, and how long it took. */
interface Written {
  cipher: Cipher;
  account: Account;
  name: string;
  firstSync: number;
}

/** What sealing costs where it costs most: a first reading, and a start. Both ciphers in turns, behind the same port. */
export async function sealed({ browser, account }: Stage, { runs, log }: BenchWorld): Promise<Figures> {
  const firstSync = async (cipher: Cipher): Promise<Written> => {
    const { account: own } = await account('Anna');
    const name = `${cipher}-${v7()}`;
    const page = await browser.newPage();
    const { ms } = await page.evaluate(([given, how, to]) => window.bench.ours.firstSync(given, how, to), [
      own,
      cipher,
      name,
    ] as const);
    await page.close();
    return { cipher, account: own, name, firstSync: ms };
  };
  const coldStart = async ({ cipher, account: own, name }: Written): Promise<number> => {
    const page = await browser.newPage();
    const ms = await page.evaluate(([given, how, to]) => window.bench.ours.coldStart(given, to, how), [
      own,
      cipher,
      name,
    ] as const);
    await page.close();
    return ms;
  };
  /** The second run finds a warmer machine, so each cipher goes first equally often. */
  const inTurns = async <T>(turn: number, ours: () => Promise<T>, plain: () => Promise<T>): Promise<[T, T]> => {
    if (turn % 2 === 0) return [await ours(), await plain()];
    const before = await plain();
    return [await ours(), before];
  };

  await coldStart(await firstSync('plain'));
  const ratios: { firstSync: number; coldStart: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const [ours, plain] = await inTurns(
      run,
      () => firstSync('sealed'),
      () => firstSync('plain'),
    );
    const starts: [number, number][] = [];
    for (let turn = 0; turn < STARTS; turn += 1) {
      starts.push(
        await inTurns(
          turn,
          () => coldStart(ours),
          () => coldStart(plain),
        ),
      );
    }
    const [ourStart, plainStart] = [median(starts.map(([one]) => one)), median(starts.map(([, other]) => other))];
    ratios.push({ firstSync: ours.firstSync / plain.firstSync, coldStart: ourStart / plainStart });
    log(
      `sealed and plain: first sync ${ours.firstSync.toFixed(0)} and ${plain.firstSync.toFixed(0)}, ` +
        `cold start ${ourStart.toFixed(0)} and ${plainStart.toFixed(0)} ms`,
    );
  }
  const sealedVsPlainFirstSync = median(ratios.map((ratio) => ratio.firstSync));
  const sealedVsPlainColdStart = median(ratios.map((ratio) => ratio.coldStart));
  return {
    sealedVsPlain: Math.max(sealedVsPlainFirstSync, sealedVsPlainColdStart),
    sealedVsPlainFirstSync,
    sealedVsPlainColdStart,
  };
}
