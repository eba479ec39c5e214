import { parseArgs } from 'node:util';
import { CUSTOMER_CLASSES } from '@marginiq/contract/customer';
import { CallError } from '../operate/run-command.ts';
import { TABLE_WORDS } from '../words/table-words.ts';
import { ENCODINGS } from './encoding.ts';
import type { StatedFormat } from './file-format.ts';
import type { FileKind } from './import-files.ts';
import type { ImportOptions } from './make-plans.ts';
import { readDigits, toUnits } from './numbers.ts';

export const USAGE = TABLE_WORDS.importUsage(ENCODINGS.join('|'));

/** A call that cannot be understood. The message says what to change. */
class UsageError extends CallError {
  constructor(message: string) {
    super(`${message}\nnpm run import -- --help says more.`);
  }
}

const KINDS: Record<string, FileKind> = {
  customers: 'customers',
  products: 'products',
  categories: 'categories',
  orders: 'deals',
  'order-details': 'dealLines',
};

const MARKS = { point: '.', comma: ',' } as const;

/** The words of each option about a file's format, and what they state. */
const FORMATS = {
  encoding: Object.fromEntries(ENCODINGS.map((one) => [one, { encoding: one }])),
  separator: {
    comma: { separator: ',' },
    semicolon: { separator: ';' },
    tab: { separator: '\t' },
    bar: { separator: '|' },
  },
  decimal: { point: { decimal: MARKS.point }, comma: { decimal: MARKS.comma } },
  thousands: {
    point: { thousands: MARKS.point },
    comma: { thousands: MARKS.comma },
    space: { thousands: ' ' },
    apostrophe: { thousands: "'" },
  },
  dates: { dmy: { dates: 'dmy' }, mdy: { dates: 'mdy' } },
  discounts: { share: { discounts: 'share' }, percent: { discounts: 'percent' } },
} satisfies Record<string, Record<string, StatedFormat>>;

const repeatable = { type: 'string', multiple: true, default: [] as string[] } as const;

const OPTIONS = {
  company: { type: 'string' },
  customers: { type: 'string' },
  products: { type: 'string' },
  categories: { type: 'string' },
  orders: { type: 'string' },
  'order-details': { type: 'string' },
  salesperson: repeatable,
  'hand-over': { type: 'boolean', default: false },
  unblock: { type: 'boolean', default: false },
  'cost-share': { type: 'string' },
  class: { type: 'string', default: 'B' },
  as: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  problems: { type: 'string' },
  encoding: repeatable,
  separator: repeatable,
  decimal: repeatable,
  thousands: repeatable,
  dates: repeatable,
  discounts: repeatable,
  nothing: repeatable,
  keys: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Reads `orders=comma` (one file) or `comma` (all of them). */
function scoped(text: string): { kind: FileKind | null; word: string } {
  const at = text.indexOf('=');
  const kind = KINDS[text.slice(0, at)];
  return at < 0 || kind === undefined ? { kind: null, word: text } : { kind, word: text.slice(at + 1) };
}

function statedFormats(values: Partial<Record<string, unknown>>): Record<FileKind, StatedFormat> {
  const all: StatedFormat = {};
  const own: Partial<Record<FileKind, StatedFormat>> = {};
  const state = (kind: FileKind | null, format: StatedFormat) => {
    if (kind === null) Object.assign(all, format);
    else own[kind] = { ...own[kind], ...format };
  };
  for (const [option, words] of Object.entries(FORMATS) as [string, Record<string, StatedFormat>][]) {
    for (const text of (values[option] ?? []) as string[]) {
      const { kind, word } = scoped(text);
      const format = words[word.toLowerCase()];
      if (format === undefined)
        throw new UsageError(`--${option} is one of ${Object.keys(words).join(', ')}, not "${word}"`);
      state(kind, format);
    }
  }
  for (const text of (values.nothing ?? []) as string[]) {
    const { kind, word } = scoped(text);
    state(kind, { nothing: word });
  }
  const kinds = Object.values(KINDS);
  return Object.fromEntries(kinds.map((kind) => [kind, { ...all, ...own[kind] }])) as Record<FileKind, StatedFormat>;
}

function costShare(text: string | undefined): number | null {
  if (text === undefined) return null;
  const percent = text.endsWith('%');
  const digits = readDigits(percent ? text.slice(0, -1) : text, '.');
  const bp = digits === null ? null : toUnits(digits, percent ? 2 : 4);
  if (bp === null || bp < 0n || bp > 10_000n) throw new UsageError('--cost-share is a share such as 65% or 0.65');
  return Number(bp);
}

function salespeople(given: readonly string[]): Map<string, string> {
  return new Map(
    given.map((text) => {
      const at = text.lastIndexOf('=');
      const [key, email] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
      if (at < 0 || key === '' || email === '') throw new UsageError(`--salesperson is <key>=<email>, not "${text}"`);
      return [key, email];
    }),
  );
}

/** Everything that the command was called with. Files are paths. */
export interface CliOptions {
  help: boolean;
  company: string;
  paths: Partial<Record<FileKind, string>>;
  stated: Record<FileKind, StatedFormat>;
  problems: string | undefined;
  options: ImportOptions;
}

/** @throws CallError that says what to change */
export function readCliOptions(args: string[]): CliOptions {
  let values: ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];
  try {
    values = parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const defaultClass = CUSTOMER_CLASSES.find((one) => one === values.class);
  if (defaultClass === undefined) throw new UsageError('--class is A, B or C');
  if (values.keys !== undefined && values.keys !== 'as-written') throw new UsageError('--keys is as-written');
  const paths = Object.fromEntries(
    Object.entries(KINDS).flatMap(([option, kind]) => {
      const path = values[option as keyof typeof values];
      return typeof path === 'string' ? [[kind, path]] : [];
    }),
  ) as CliOptions['paths'];
  if (!values.help) {
    if (values.company === undefined) throw new UsageError('--company is missing');
    if (paths.deals === undefined && paths.dealLines !== undefined)
      throw new UsageError('--order-details needs --orders');
    if (Object.keys(paths).length === 0) throw new UsageError('no file is named');
  }
  return {
    help: values.help === true,
    company: values.company ?? '',
    paths,
    stated: statedFormats(values),
    problems: values.problems,
    options: {
      dryRun: values['dry-run'] === true,
      costShareBp: costShare(values['cost-share']),
      defaultClass,
      salespeople: salespeople(values.salesperson ?? []),
      handOver: values['hand-over'] === true,
      unblock: values.unblock === true,
      keysAsWritten: values.keys !== undefined,
      ...(values.as === undefined ? {} : { as: values.as }),
    },
  };
}
