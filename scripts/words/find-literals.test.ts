import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findAssembled, findRawMessages } from './find-assembled.ts';
import { findLiterals } from './find-literals.ts';
import { decidingSources, type Literal, parseSource, shownSources } from './source-tree.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const sources = shownSources(ROOT);

/** Names that are the same in every language. */
const NAMES =
  /^(MarginIQ|Electron|Chromium|Node\.js|Edg|Edge|Firefox|Chrome|Safari|Windows|Android|Linux|Mac OS X|macOS)[ /]?$/;

/** Texts that only programs, logs and developers read, each with the files that may have it. */
const NOT_READ: readonly (readonly [string, RegExp])[] = [
  ["'Inter Variable', system-ui, sans-serif", /ui\/src\/theme\.ts$/],
  ['Bearer ', /trpc-transport\.ts$|admin-session\.ts$/],
  ['Control+Enter', /request-editor\.tsx$/],
  // The version in technical details.
  ['admin ', /admin\/src\/start\.ts$/],
  // A session's failure is shown by its fault; its message is for the log.
  ['this session was signed out, or is another person’s by now', /bridge\/identity\.ts$/],
  ['the server made no new key', /host\/browser-bridge\.ts$/],
  ['no refresh token is kept', /main\/session-service\.ts$/],
];

/** Where an error's own text may be read, and why. */
const RAW_MESSAGES = new Map([
  ['packages/ui/src/failure.ts', 'technical details, stripped of data, for whoever helps'],
  ['apps/desktop/src/renderer/features/sync/repair-screen.tsx', 'technical details under a text of our own'],
  ['apps/desktop/src/renderer/host/heartbeat.ts', 'a log'],
  ['apps/desktop/src/bridge/auth-client.ts', 'a log: the fault beside it is what is shown'],
  ['apps/desktop/src/main/index.ts', 'technical details; a settings error has its text from the catalogue'],
]);

const fileOf = ({ place }: Literal): string => place.slice(0, place.lastIndexOf(':'));
const isNotRead = (literal: Literal): boolean =>
  NOT_READ.some(([text, files]) => text === literal.text && files.test(fileOf(literal)));
const tell = (found: Literal[]): string[] => found.map(({ place, text }) => `${place}: ${text}`);
const inCode = (text: string) => findLiterals(parseSource('planted.tsx', text)).map((found) => found.text);

describe('texts that people read', () => {
  it('texts are in the catalogue, not in the code', () => {
    const found = sources.flatMap(findLiterals).filter((literal) => !NAMES.test(literal.text) && !isNotRead(literal));
    expect(tell(found)).toEqual([]);
  });

  it('texts that people read are not put together from parts in code', () => {
    expect(tell(sources.flatMap(findAssembled))).toEqual([]);
  });

  it('texts that people read are never the texts of errors', () => {
    const found = sources.flatMap(findRawMessages).filter((literal) => !RAW_MESSAGES.has(fileOf(literal)));
    expect(tell(found)).toEqual([]);
  });
});

/** Strings that are not sentences, or that only logs and developers read. */
const FOR_PROGRAMS: readonly (readonly [RegExp, RegExp])[] = [
  [/^AED AFN/, /domain\/src\/currency\.ts$/],
  // The name under which a blocked customer appears among the rules, which devices show by its code.
  [/^Customer is blocked$/, /domain\/src\/rules\.ts$/],
  [/^ compressed$/, /database\/sealer\.ts$/],
  // What a scrape says of each figure.
  [/^[A-Z]/, /observe\/metrics\.ts$/],
  // Keys of counters and of digests, and a password that nobody has.
  [
    /^ ?(account|device|place|person|link of|at|from|marginiq key id\/|nobody has this password)/,
    /auth\/[\w-]+\.ts$|procedure-guard\.ts$/,
  ],
  [/^(Bearer |event: connected)/, /http\/[\w-]+\.ts$/],
  // Whoever opens an address that is not there, or a server whose pages were not built, is a developer.
  [/^(Not found\.|The | is not built\. Run )/, /http\/(server|static-apps)\.ts$/],
  [/^MarginIQ( admin console)?$/, /http\/server\.ts$/],
  // What a lease or a job is for, which an operator reads who finds it taken.
  [
    /^(the worker fills in what a migration adds|an import that the worker finishes|fill in what migrations add)$/,
    /jobs\/[\w-]+\.ts$/,
  ],
  [/^nested too deep$/, /commands\/decide-batch\.ts$/],
  [/^(owner|team)Id$/, /sync\/visibility\.ts$/],
  // A stored note by which an imported deal is found again, a lease's purpose, and what a test compares.
  [/^\^?Imported deal $/, /import\/(deal-id|find-deals)\.ts$/],
  [/^the start of a new release$/, /migrations\/expand\.ts$/],
  [/^backfill /, /migrations\/migration\.ts$/],
];

describe('what decides, syncs, answers programs and works for operators', () => {
  it('what decides, syncs, answers programs and works for operators tells codes and parameters, or takes its sentences from a catalogue', () => {
    const isKnown = (literal: Literal) =>
      FOR_PROGRAMS.some(([text, files]) => text.test(literal.text) && files.test(fileOf(literal)));
    const found = decidingSources(ROOT).flatMap(findLiterals);
    expect(tell(found.filter((literal) => !isKnown(literal)))).toEqual([]);
  });
});

describe('the search for texts in code', () => {
  it.each([
    ['text in an element', 'const a = <p>Saved</p>', 'Saved'],
    ['a child in braces', "const a = <p>{'saved'}</p>", 'saved'],
    ['a label', 'const a = <Field label="name" />', 'name'],
    ['an aria-label', "const a = <Field aria-label={'name'} />", 'name'],
    ['one side of a condition', "const a = <Field title={isNew ? t('x.y') : 'old'} />", 'old'],
    ['a fallback', "const a = <Field error={fault ?? 'failed'} />", 'failed'],
    ['part of a template', `const a = <Field placeholder={\`\${name} or code\`} />`, ' or code'],
    ['a message of a notification', "notifications.show({ message: 'saved' })", 'saved'],
    ['a button of a dialog', "const o = { title: name, detail: 'gone' }", 'gone'],
    ['a word in a table of words', "const LABELS = { salesperson: 'Sales' }", 'Sales'],
    ['a sentence anywhere', "const why = 'it was not complete'", 'it was not complete'],
    ['a word between two values', `const name = \`\${browser} on \${system}\``, ' on '],
    ['a cast text', "const a = <Field label={'name' as string} />", 'name'],
  ])('the search for texts in code finds %s', (_what, code, text) => {
    expect(inCode(code)).toEqual([text]);
  });

  it.each([
    ['a key of the catalogue', "const a = <p title={t('status.approved')}>{t('general.close')}</p>"],
    ['a technical attribute', 'const a = <Button variant="default" type="submit" data-testid="button" />'],
    ['punctuation', 'const a = <p>{name} · {code}</p>'],
    ['the text of an error', "throw new Error('the page has no root')"],
    ['a log', "console.warn('The heartbeat has no worker')"],
    ['a key of the keyboard', "if (event.key === 'Enter') send()"],
    ['a type', "type Way = 'Up' | 'Down'"],
    ['a module', "import { A } from 'Some/Module'"],
  ])('the search for texts in code leaves %s alone', (_what, code) => {
    expect(inCode(code)).toEqual([]);
  });

  it('the search for texts in code finds texts that code puts together', () => {
    const assembled = (code: string) => findAssembled(parseSource('planted.tsx', code)).length;
    expect(assembled(`const a = \`\${t('a.b')} · \${changed}\``)).toBe(1);
    expect(assembled("const a = name + ' ' + t('a.b')")).toBe(1);
    expect(assembled(`const a = <p>{filled ? \` \${t('a.b')}\` : ''}</p>`)).toBe(1);
    expect(assembled(`const a = t('a.b', { name: \`\${first} \${last}\` })`)).toBe(0);
  });

  it('the search for texts in code finds where the text of an error is read', () => {
    const raw = (code: string) => findRawMessages(parseSource('planted.tsx', code)).length;
    expect(raw('const a = <p>{error.message}</p>')).toBe(1);
    expect(raw('const a = <p>{query.error?.message}</p>')).toBe(1);
    expect(raw('throw new TransportError(fault, cause.message)')).toBe(0);
  });
});
