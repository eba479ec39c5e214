import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Section } from './used-keys.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const english: Section = JSON.parse(readFileSync(join(ROOT, 'packages/ui/src/messages/en.json'), 'utf8'));

const textsOf = (section: Section): string[] =>
  Object.values(section).flatMap((below) => (typeof below === 'string' ? [below] : textsOf(below)));

/** Phrases that read as translated, and punctuation as keyboards have it. */
const FOREIGN =
  /\banew\b|\bgo(es)? on\b|\ball the same\b|\bcan not\b|\bwhat stands\b|\bof now\b|\bmeanwhile\b|of (its|their) own\b|\bby now\b|\w'\w|\.\.\.|\{\{\w+\}\}'s/i;

it.each(['Sign in to go on.', 'It can not be opened.', "This computer's key store", 'Loading...'])(
  '"%s" is not how the catalogue says it',
  (text) => {
    expect(text).toMatch(FOREIGN);
  },
);

it('the catalogue is in plain English, with typographic apostrophes and ellipses', () => {
  expect(textsOf(english).filter((text) => FOREIGN.test(text))).toEqual([]);
});
