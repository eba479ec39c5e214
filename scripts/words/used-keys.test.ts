import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseSource, shownSources } from './source-tree.ts';
import { givenValues, keysOf, usesIn } from './used-keys.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const catalogue = keysOf(JSON.parse(readFileSync(join(ROOT, 'packages/ui/src/messages/en.json'), 'utf8')));
const sources = shownSources(ROOT);

type Catalogue = typeof catalogue;

function unusedKeys(keys: Catalogue, { mentioned, families }: ReturnType<typeof usesIn>): string[] {
  return [...keys.keys()].filter((key) => !mentioned.has(key) && !families.some(({ family }) => family.test(key)));
}
function missingKeys(keys: Catalogue, { asked, families }: ReturnType<typeof usesIn>): string[] {
  const unknown = asked.filter(({ text }) => !keys.has(text)).map(({ place, text }) => `${place}: ${text}`);
  const empty = families.filter(({ family }) => ![...keys.keys()].some((key) => family.test(key)));
  return [...unknown, ...empty.map(({ place, family }) => `${place}: ${family.source}`)];
}
function missingValues(keys: Catalogue, calls: ReturnType<typeof givenValues>): string[] {
  return calls.flatMap(({ place, key, given }) =>
    [...(keys.get(key) ?? [])]
      .filter((value) => given !== null && !given.has(value))
      .map((value) => `${place}: ${key} wants ${value}`),
  );
}

describe('the catalogue', () => {
  it('the catalogue has every key that the code asks for', () => {
    expect(missingKeys(catalogue, usesIn(sources))).toEqual([]);
  });

  it('the catalogue has no key that nothing asks for', () => {
    expect(unusedKeys(catalogue, usesIn(sources))).toEqual([]);
  });

  it('the catalogue is given every value that its texts name', () => {
    expect(missingValues(catalogue, sources.flatMap(givenValues))).toEqual([]);
  });
});

describe('the search for keys', () => {
  const keys = keysOf({
    status: { open: 'Open', closed: 'Closed' },
    found_one: '{{count}} found by {{name}}',
    found_other: '{{count}} found by {{name}}',
    fault: { request: { late: 'Too late' } },
    error: { offline: 'Offline' },
    old: 'Nobody asks for this',
  });
  const planted = parseSource(
    'planted.tsx',
    `const label = t(\`status.\${status}\`);
     const found = t('found', { count });
     const fault = textForCode('fault', code) ?? t(isOld ? 'missing' : 'error.offline');
     const none = t(\`sale.\${sale}\`);`,
  );

  it('the search for keys finds a key that nothing asks for', () => {
    expect(unusedKeys(keys, usesIn([planted]))).toEqual(['old']);
  });

  it('keys that do not exist are found, also in families', () => {
    expect(missingKeys(keys, usesIn([planted]))).toEqual(['planted.tsx:3: missing', 'planted.tsx:4: ^sale\\..+$']);
  });

  it('the search for keys finds a value that a text names and its call does not give', () => {
    expect(missingValues(keys, givenValues(planted))).toEqual(['planted.tsx:2: found wants name']);
  });
});
