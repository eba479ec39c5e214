import type { Measure } from './bench.ts';

const MEASURES: Record<string, () => Promise<Measure>> = {
  push: async () => (await import('./node/push-vs-insert.ts')).pushVsInsert,
  fanout: async () => (await import('./node/fanout-vs-raw.ts')).fanoutVsRaw,
  lossless: async () => (await import('./node/lossless.ts')).lossless,
  contention: async () => (await import('./node/commit-contention.ts')).commitContention,
  api: async () => (await import('./api/sales-day.ts')).salesDay,
};

for (const name of process.argv.slice(2)) {
  const load = MEASURES[name];
  if (load === undefined) throw new Error(`no measure is called ${name}`);
  const measure = await load();
  const figures = await measure({
    mongoUri: process.env.MONGODB_URI ?? '',
    chromium: null,
    runs: Number(process.env.RUNS ?? 5),
    log: (line) => console.error(line),
  });
  console.log(JSON.stringify({ measure: name, ...figures }));
}
