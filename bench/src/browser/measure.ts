import type { BenchWorld, Figures } from '../bench.ts';
import { firstSync } from './first-sync.ts';
import { live } from './live.ts';
import { coldStart, top50, weekOffline } from './local.ts';
import { push } from './push.ts';
import { sealed } from './sealed.ts';
import { type Stage, setStage } from './stage.ts';

const MEASURES: Record<string, (stage: Stage, world: BenchWorld) => Promise<Figures>> = {
  firstSync,
  top50,
  live,
  push,
  coldStart,
  weekOffline,
};

/** On a separate stage: measured alone, with nothing else to warm it up. */
export async function sealedInBrowser(world: BenchWorld): Promise<Figures> {
  await using stage = await setStage(world);
  return await sealed(stage, world);
}

/** The measurements in a real browser, on one stage. */
export async function inBrowser(world: BenchWorld): Promise<Figures> {
  await using stage = await setStage(world);
  const figures: Figures = {};
  for (const measure of Object.values(MEASURES)) {
    Object.assign(figures, await measure(stage, world));
  }
  return figures;
}
