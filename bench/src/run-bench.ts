import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import type { BenchWorld, Figures, Measure } from './bench.ts';

/** A figure's upper limit. Figures without one are shown beside them, for context. */
const TARGETS: Figures = {
  firstSyncVsRxdb: 0.45,
  firstSyncVsPouch: 0.45,
  firstSyncVsFloor: 1.6,
  usableShare: 0.15,
  sealedVsPlain: 1.15,
  pushVsInsert: 3,
  liveVsPouch: 0.6,
  top50VsCursor: 1.5,
  fanoutVsRaw: 1.5,
  losslessMissed: 0,
  lineMs1: 16,
  lineMs20: 16,
  letterMs20: 16,
  p95Ms: 200,
  errors: 0,
  peakMb: 512,
  personP95Ms: 1_000,
  linearity: 1.2,
  foreignCommitReads: 2,
  timerLagP95Ms: 1_000,
  shortBesideLongP95: 1.3,
};

/** The measures of each bench, loaded when it is their turn. */
const BENCHES: Record<string, Record<string, () => Promise<Measure>>> = {
  sync: {
    browser: async () => (await import('./browser/measure.ts')).inBrowser,
    sealed: async () => (await import('./browser/measure.ts')).sealedInBrowser,
    push: async () => (await import('./node/push-vs-insert.ts')).pushVsInsert,
    fanout: async () => (await import('./node/fanout-vs-raw.ts')).fanoutVsRaw,
    lossless: async () => (await import('./node/lossless.ts')).lossless,
    contention: async () => (await import('./node/commit-contention.ts')).commitContention,
  },
  frame: {
    timers: async () => (await import('./node/timer-lag.ts')).timerLag,
    news: async () => (await import('./node/foreign-commit-reads.ts')).foreignCommitReads,
    long: async () => (await import('./node/short-beside-long.ts')).shortBesideLong,
  },
  api: { salesDay: async () => (await import('./api/sales-day.ts')).salesDay },
  import: { rows: async () => (await import('./import/import-rows.ts')).importRows },
  typing: { typing: async () => (await import('./typing/typing.ts')).typing },
};

/** The names of the measures of each bench. */
export const MEASURES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(BENCHES).map(([name, measures]) => [name, Object.keys(measures)]),
);

function version(program: string): string | null {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

const round = (value: number) => (Number.isInteger(value) ? value : Number(value.toPrecision(4)));

function show(figures: Figures): void {
  for (const [name, value] of Object.entries(figures)) {
    const target = TARGETS[name];
    const judged = target === undefined ? '' : `  at most ${target}: ${value <= target ? 'met' : 'MISSED'}`;
    console.log(`${name.padEnd(28)} ${String(round(value)).padStart(10)}${judged}`);
  }
}

/** Runs one bench; what it prints last is one line of JSON. @throws if a measure fails */
export async function runBench(
  name: string,
  { runs, only, rows }: { runs: number; only: string[]; rows: number | null },
): Promise<void> {
  const measures = BENCHES[name] ?? {};
  const chromium = process.env.MARGINIQ_CHROMIUM || null;
  const world: BenchWorld = {
    mongoUri: process.env.MONGODB_URI ?? '',
    chromium,
    runs,
    rows,
    log: (line) => console.log(line),
  };
  const figures: Figures = {};
  for (const [measure, load] of Object.entries(measures)) {
    if (only.length > 0 && !only.includes(measure)) continue;
    console.log(`\n${measure}`);
    Object.assign(figures, await (await load())(world));
  }
  console.log('');
  show(figures);
  const [cpu] = cpus();
  const machine = {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    chromium: chromium === null ? null : version(chromium),
  };
  const rounded = Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, round(value)]));
  console.log(JSON.stringify({ bench: name, at: new Date().toISOString(), machine, figures: rounded }));
}
