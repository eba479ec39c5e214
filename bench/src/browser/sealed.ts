import { v7 } from 'uuid';
import type { BenchWorld, Figures } from '../bench.ts';
import { median } from '../statistics.ts';
import type { Cipher } from './page/our-client.ts';
import type { Stage } from './stage.ts';

interface Run {
  firstSync: number;
  coldStart: number;
}

/** What sealing costs where it costs most: a first reading, and a start. Both ciphers in turns, behind the same port. */
export async function sealed({ browser, account }: Stage, { runs, log }: BenchWorld): Promise<Figures> {
  const once = async (cipher: Cipher): Promise<Run> => {
    const { account: own } = await account('Anna');
    const name = `${cipher}-${v7()}`;
    const first = await browser.newPage();
    const { ms } = await first.evaluate(([given, how, to]) => window.bench.ours.firstSync(given, how, to), [
      own,
      cipher,
      name,
    ] as const);
    await first.close();
    const second = await browser.newPage();
    const coldStart = await second.evaluate(([given, how, to]) => window.bench.ours.coldStart(given, to, how), [
      own,
      cipher,
      name,
    ] as const);
    await second.close();
    return { firstSync: ms, coldStart };
  };
  await once('plain');
  const ratios: Run[] = [];
  for (let run = 0; run < runs; run += 1) {
    // Whoever comes second finds a warmer machine.
    const before = run % 2 === 0 ? null : await once('plain');
    const ours = await once('sealed');
    const plain = before ?? (await once('plain'));
    ratios.push({ firstSync: ours.firstSync / plain.firstSync, coldStart: ours.coldStart / plain.coldStart });
    log(
      `sealed and plain: first sync ${ours.firstSync.toFixed(0)} and ${plain.firstSync.toFixed(0)}, ` +
        `cold start ${ours.coldStart.toFixed(0)} and ${plain.coldStart.toFixed(0)} ms`,
    );
  }
  const sealedVsPlainFirstSync = median(ratios.map(({ firstSync }) => firstSync));
  const sealedVsPlainColdStart = median(ratios.map(({ coldStart }) => coldStart));
  return {
    sealedVsPlain: Math.max(sealedVsPlainFirstSync, sealedVsPlainColdStart),
    sealedVsPlainFirstSync,
    sealedVsPlainColdStart,
  };
}
