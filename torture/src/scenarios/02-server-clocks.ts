import { manyWriters } from './many-writers.ts';
import type { Scenario } from './scenario.ts';

const HOUR_MS = 3_600_000;

export const serverClocks: Scenario = {
  name: '02-server-clocks',
  title: 'Server clocks an hour apart: nothing is missed',
  async run(stage) {
    await using world = await stage.world({ apiClocks: [-HOUR_MS, 0, HOUR_MS] });
    await manyWriters(world);
  },
};
