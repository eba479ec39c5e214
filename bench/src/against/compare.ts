import type { Figures } from '../bench.ts';
import { median } from '../statistics.ts';

/** A figure of both versions. Null on the side that does not have it. */
export interface Comparison {
  older: number | null;
  newer: number | null;
  /** Median of the newer one's value divided by the older one's, run by run; null if that says nothing. */
  ratio: number | null;
}

/** One turn: what each version measured, one right after the other. */
export interface Turn {
  older: Figures;
  newer: Figures;
}

const medianOf = (values: readonly number[]): number | null => (values.length === 0 ? null : median(values));

/**
 * Divides run by run and not median by median: two runs see much the same load on the machine if they follow each
 * other, so the load cancels out.
 */
export function compareTurns(turns: readonly Turn[]): Record<string, Comparison> {
  const names = new Set(turns.flatMap(({ older, newer }) => [...Object.keys(newer), ...Object.keys(older)]));
  const valuesOf = (side: keyof Turn, name: string) => turns.flatMap((turn) => turn[side][name] ?? []);
  const compared = [...names].map((name): [string, Comparison] => {
    const ratios = turns.flatMap(({ older, newer }) => {
      const [before, now] = [older[name], newer[name]];
      // Counts of what went wrong are 0 on a good day; nothing can be divided by that.
      return before === undefined || now === undefined || before === 0 ? [] : [now / before];
    });
    const sides = { older: medianOf(valuesOf('older', name)), newer: medianOf(valuesOf('newer', name)) };
    return [name, { ...sides, ratio: medianOf(ratios) }];
  });
  return Object.fromEntries(compared);
}

const short = (value: number | null): string =>
  value === null ? '–' : String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));

/** A table for people. */
export function comparisonLines(comparisons: Record<string, Comparison>): string[] {
  const row = (...[name = '', ...values]: string[]) =>
    [name.padEnd(28), ...values.map((value) => value.padStart(12))].join(' ');
  return [
    row('', 'older', 'this one', 'ratio'),
    ...Object.entries(comparisons).map(([name, { older, newer, ratio }]) =>
      row(name, short(older), short(newer), short(ratio)),
    ),
  ];
}
