import type { Random } from '../../demo/generate/random.ts';

/** Keys with which objects are turned into questions of a database, or into other objects. */
const KEYS = [
  '$ne',
  '$gt',
  '$where',
  '$regex',
  '$expr',
  '$set',
  '__proto__',
  'constructor',
  'prototype',
  'companyId',
  '_id',
  'a.b',
];

const BOUNDS: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  -0.1,
  1e308,
  2 ** 53,
  2 ** 31,
  Number.NaN,
  '',
  ' ',
  '0',
  'x'.repeat(3_000),
  'é'.repeat(300),
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202egnp.exe',
  '{{constructor}}',
  "'; return true; //",
  '../../etc/passwd',
  '%00',
  [],
  {},
  [[]],
  Array(2_000).fill(0),
  Array(300).fill({}),
  '2026-02-30T10:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  `2026-01-01T00:00:00.${'0'.repeat(2_000)}Z`,
  '-000001-01-01T00:00:00.000Z',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-7FFF-BFFF-FFFFFFFFFFFF',
];

/** So deep that whoever goes down by calling itself runs out of stack. */
const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

const withKey = (key: string, value: unknown): unknown =>
  JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`);

export function hostileValue(random: Random, theirs: readonly string[]): unknown {
  const dice = random.next();
  if (dice < 0.3) {
    const key = random.pick(KEYS as [string, ...string[]]);
    const value = random.pick<unknown>([null, '', 1, true, '.*', 'sleep(3000)||true', { $gt: '' }, { role: 'admin' }]);
    return withKey(key, value);
  }
  if (dice < 0.4) return random.pick(theirs as [string, ...string[]]);
  if (dice < 0.43) return deep(random.pick([50, 900, 4_000]));
  return random.pick(BOUNDS as [unknown, ...unknown[]]);
}

type Path = (string | number)[];

/** No procedure's input is as deep or as wide; what an earlier change made so is left alone. */
const DEEPEST = 8;
const WIDEST = 20;

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || path.length >= DEEPEST) return [path];
  const entries = Object.entries(value).slice(0, WIDEST);
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

/** A copy with something else at one place; the place may be new. */
function replaced(value: unknown, [head, ...rest]: Path, wanted: unknown): unknown {
  if (head === undefined) return wanted;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Record<string, unknown>) };
  const inner = (copy as Record<string, unknown>)[head];
  Object.defineProperty(copy, head, {
    value: replaced(inner, rest, wanted),
    enumerable: true,
    writable: true,
    configurable: true,
  });
  return copy;
}

/** What would be right, made wrong in one to three places. */
export function mutated(input: unknown, random: Random, theirs: readonly string[]): unknown {
  let wrong = input;
  for (let times = random.int(1, 3); times > 0; times -= 1) {
    const paths = pathsOf(wrong).slice(0, 400);
    const path = random.pick(paths as [Path, ...Path[]]);
    const isAdded = random.chance(0.2) && typeof wrong === 'object' && wrong !== null;
    wrong = replaced(
      wrong,
      isAdded ? [random.pick(KEYS as [string, ...string[]])] : path,
      hostileValue(random, theirs),
    );
  }
  return wrong;
}
