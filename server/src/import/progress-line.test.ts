import { expect, test } from 'vitest';
import type { ImportProgress } from './import-progress.ts';
import { ProgressLine } from './progress-line.ts';

const at = (stage: ImportProgress['stage'], done: number, of: number | null = 10_000): ImportProgress => ({
  ...{ stage, turn: 'own', file: 'orders.csv', done, of },
});

function shown(isTerminal: boolean, columns?: number) {
  let ms = 500;
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const line = new ProgressLine({ isTerminal, columns, write, now: () => ms });
  const later = (seconds: number, progress: ImportProgress) => {
    ms += seconds * 1_000;
    line.show(progress);
  };
  return { line, later, text: () => text };
}

test('a terminal has one line, rewritten once a second at most, and cleared at the end', () => {
  const { line, later, text } = shown(true);
  later(0, at('reading', 1_000, 200_000));
  later(0.9, at('reading', 2_000, 200_000));
  later(0.1, at('writing', 3_200));
  line.end();
  line.end();
  const cleared = '\r\x1b[2K';
  expect(text()).toBe(
    `${cleared}orders.csv: read 1,000 of 200,000 rows${cleared}written 3,200 of 10,000 records${cleared}`,
  );
});

test('a line is no wider than its terminal', () => {
  const { later, text } = shown(true, 20);
  later(0, at('writing', 3_200));
  expect(text()).toBe('\r\x1b[2Kwritten 3,200 of 10');
});

test('elsewhere it is a plain line every ten seconds at most, and none before that', () => {
  const { line, later, text } = shown(false);
  later(0, at('splitting', 1_000, null));
  later(9, at('planning', 10));
  later(1, at('planning', 20));
  later(9, at('writing', 30));
  later(1, at('writing', 40));
  line.end();
  expect(text()).toBe('planned 20 of 10,000 records\nwritten 40 of 10,000 records\n');
});

test('what is not known is not said, and of an earlier import it is said that it is one', () => {
  const { later, text } = shown(false);
  later(10, at('splitting', 120_000, null));
  later(10, { stage: 'writing', turn: 'earlier', done: 3, of: 5 });
  later(10, { stage: 'writing', turn: 'again', done: 1, of: 2 });
  expect(text().split('\n')).toEqual([
    'orders.csv: found 120,000 rows',
    'finishing an earlier import: written 3 of 5 records',
    'changed by somebody meanwhile: written 1 of 2 records',
    '',
  ]);
});

test('how far it was last known to be is remembered, shown or not', () => {
  const { line, later } = shown(false);
  expect(line.last).toBeNull();
  later(1, at('writing', 30));
  expect(line.last).toEqual(at('writing', 30));
});
