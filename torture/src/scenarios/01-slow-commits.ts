import { manyWriters } from './many-writers.ts';
import { must, type Scenario } from './scenario.ts';
import { missedByTimestamp } from './timestamp-control.ts';

export const slowCommits: Scenario = {
  name: '01-slow-commits',
  title: 'Eight writers on three servers whose commits are held back: nothing is missed; by timestamp it would be',
  async run(stage) {
    await using world = await stage.world({ apiClocks: [0, 0, 0] });
    await manyWriters(world);
    const missed = await missedByTimestamp(world);
    stage.log(`    a cursor by timestamp missed ${missed} rows`);
    must(missed > 0, 'a cursor by timestamp missed nothing, so these writers show nothing');
  },
};
