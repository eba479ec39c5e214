import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['packages/domain/src', 'packages/sync/src', 'packages/ui/src', 'apps', 'server/src'];
const ROUNDS = /Math\.(?:round|floor|ceil|trunc)\(|\.toFixed\(|\| 0\b/;
const IS_MONEY = /minor|bp\b|price|cost\b|amount|margin(?!iq)/i;

/** Lines that round an amount or a share. A line that divides time or counts rows names neither. */
const roundsMoney = (line: string): boolean => ROUNDS.test(line) && IS_MONEY.test(line);

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|node_modules|(?:^|\/)dist\//.test(file))
    .map((file) => join(folder, file));
}

it('money is rounded in money.ts and nowhere else', () => {
  const found = SOURCES.flatMap(sources).flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (roundsMoney(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
  // Whatever it searches for is what it finds.
  expect(roundsMoney('const costMinor = Math.round(listPriceMinor * share);')).toBe(true);
  expect(roundsMoney('const rows = Math.floor(all / 2);')).toBe(false);
});
