import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = import.meta.dirname;

/** From the ground up. Who is on a floor may import from its own floor and from those below. */
const FLOORS: readonly (readonly string[])[] = [
  ['call-refused.ts', 'clock.ts', 'env.ts', 'lifecycle.ts', 'server-busy.ts', 'observe', 'tenancy', 'words'],
  ['audit', 'operate'],
  ['auth'],
  ['commands', 'migrations'],
  ['admin', 'import', 'sync'],
  ['company', 'jobs'],
  ['demo', 'replay'],
  ['procedures'],
  ['http'],
  ['api.ts', 'create-api.ts', 'drain.ts', 'run-process.ts', 'worker.ts'],
];

const isProgram = (path: string): boolean =>
  path.endsWith('.ts') && !path.endsWith('.test.ts') && path.split(sep)[0] !== 'testing';
const programs = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(isProgram);

/** The room that a file is in; of a file that is in none, its own name. */
const roomOf = (path: string): string => path.split(sep)[0] ?? path;
const floorOf = (path: string): number => FLOORS.findIndex((rooms) => rooms.includes(roomOf(path)));

const importsOf = (path: string): string[] =>
  [...readFileSync(join(SOURCE, path), 'utf8').matchAll(/ from '(\.\.?\/[^']+)'/g)].map(([, target = '']) =>
    relative(SOURCE, normalize(join(SOURCE, dirname(path), target))),
  );

test('every file of the server has a floor', () => {
  expect(programs.filter((path) => floorOf(path) === -1)).toEqual([]);
});

test('no arrow between the rooms of the server runs up, and no program imports a test’s', () => {
  const arrows = programs.flatMap((path) => importsOf(path).map((target) => ({ path, target })));
  const up = arrows.filter(({ path, target }) => {
    const floor = floorOf(target);
    return floor === -1 || floor > floorOf(path);
  });
  expect(up.map(({ path, target }) => `${path} -> ${target}`)).toEqual([]);
});

/** Two rooms of one floor that import each other are one room with two names. */
test('no two rooms import each other', () => {
  const pairs = new Set(
    programs.flatMap((path) => importsOf(path).map((target) => `${roomOf(path)} -> ${roomOf(target)}`)),
  );
  const both = [...pairs].filter((pair) => {
    const [from, to] = pair.split(' -> ');
    return from !== to && pairs.has(`${to} -> ${from}`);
  });
  expect(both).toEqual([]);
});
