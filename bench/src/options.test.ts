import { expect, it } from 'vitest';
import { parseBenchOptions, UsageError } from './options.ts';

const BENCHES = { sync: ['browser', 'push'], api: ['salesDay'], import: ['rows'] };
const parse = (line: string) => parseBenchOptions(line.split(' ').filter(Boolean), BENCHES);

it('a bench alone is measured five times, and against a commit nine times in turn', () => {
  expect(parse('sync')).toEqual({ name: 'sync', runs: 5, rows: null, only: [], against: null });
  expect(parse('sync --against abc123')).toEqual({ name: 'sync', runs: 9, rows: null, only: [], against: 'abc123' });
});

it('options may come after a second pair of dashes, before the name, and with an equals sign', () => {
  const wanted = { name: 'sync', runs: 12, rows: null, only: ['push', 'browser'], against: 'main~2' };
  expect(parse('sync -- --against main~2 --runs 12 --only push --only browser')).toEqual(wanted);
  expect(parse('--runs=12 --only=push --only=browser --against=main~2 sync')).toEqual(wanted);
});

it('the import may be measured with fewer rows', () => {
  expect(parse('import --rows 20000')).toMatchObject({ name: 'import', rows: 20_000 });
});

it.each([
  '',
  'walk',
  'sync api',
  'toString',
  'sync --only salesDay',
  'sync --runs 0',
  'sync --runs 1.5',
  'sync --runs many',
  'sync --against',
  'sync --against=--upload-pack=x',
  'sync --faster',
  'sync --rows 20000',
  'import --rows 10',
  'import --rows 2000.5',
])('"%s" is refused with a reason', (line) => {
  expect(() => parse(line)).toThrow(UsageError);
});
