import { customerClassSchema } from '@marginiq/contract/customer';
import { MAX_APPROVAL_DAYS, MAX_WINDOW_DAYS } from '@marginiq/contract/governance';
import { MAX_CATEGORY, MAX_CODE, MAX_NAME, MAX_RULES, MAX_SEGMENT, MAX_SKU, MAX_SLUG } from '@marginiq/contract/limits';
import { roleSchema } from '@marginiq/contract/roles';
import { onBreachSchema } from '@marginiq/contract/rule-set';
import { z } from 'zod';

/** A share as people write it: 12.5 for 12.5 %. Kept in basis points, so two digits behind the point. */
const percent = (min: number) => z.number().min(min).max(100).multipleOf(0.01);

const when = z
  .strictObject({
    role: roleSchema.describe('of the salesperson or manager whose request it is'),
    customerClass: customerClassSchema,
    segment: z.string().min(1).max(MAX_SEGMENT).describe('of the customer'),
    customer: z.string().min(1).max(MAX_CODE).describe('the customer’s code'),
    category: z.string().min(1).max(MAX_CATEGORY).describe('of the product; the rule then looks at each line'),
    product: z.string().min(1).max(MAX_SKU).describe('the product’s article number; the rule then looks at each line'),
  })
  .partial();

const common = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(MAX_NAME)
    .describe('shown to the salesperson when the rule is hit; each name stands once'),
  when: when.default({}).describe('every condition that stands here must hold; none always holds'),
  onBreach: onBreachSchema.describe('who must approve what breaks the rule; forbid: nobody may'),
};

const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('discountLimit'), ...common, maxDiscountPercent: percent(0) }),
  z.strictObject({ kind: z.literal('minimumMargin'), ...common, minMarginPercent: percent(-100) }),
]);

/** A company's rules and limits as a file that people edit: percentages, codes and article numbers in place of ids. */
export const rulesFileSchema = z.strictObject({
  /** So that an editor can check the file while it is written. */
  $schema: z.string().max(200).optional(),
  company: z.string().max(MAX_SLUG).describe('the company’s short name'),
  basedOn: z
    .strictObject({ rules: z.int().min(1), limits: z.int().min(1) })
    .describe('the versions that this file was made from: a file of older ones is not published over newer ones'),
  rules: z.array(rule).max(MAX_RULES),
  automaticApproval: z
    .strictObject({
      enabled: z.boolean(),
      maxRisk: z.int().min(0).max(100),
      maxDiscountPercent: percent(0),
      maxNetTotal: z.number().min(0).describe('in the company’s currency'),
      windowDays: z
        .int()
        .min(1)
        .max(MAX_WINDOW_DAYS)
        .optional()
        .describe('for how many days what a customer was granted is added to that total; left out, it stays as it is'),
    })
    .describe('what is approved without a person if it breaks no rule'),
  approvalDays: z
    .int()
    .min(1)
    .max(MAX_APPROVAL_DAYS)
    .optional()
    .describe('for how many days an approval is valid; left out, it stays as it is'),
});
export type RulesFile = z.infer<typeof rulesFileSchema>;
export type FileRule = RulesFile['rules'][number];

/** A location in the file, in words: `rule 3 ("Never below cost"), minMarginPercent`. */
function placeWords(path: readonly PropertyKey[], file: unknown): string {
  const [first, second, ...rest] = path;
  if (first !== 'rules' || typeof second !== 'number') return path.join(', ') || 'the file';
  const named = (file as { rules: { name?: unknown }[] }).rules[second]?.name;
  const name = typeof named === 'string' && named.trim() !== '' ? ` ("${named.slice(0, MAX_NAME)}")` : '';
  return [`rule ${second + 1}${name}`, ...rest].join(', ');
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  number: 'a number without quotes',
  int: 'a whole number without quotes',
  boolean: 'true or false, without quotes',
  array: 'a list in [ ]',
  object: 'an object in { }',
};

const oneOf = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(', ');

function issueWords(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `has ${oneOf(issue.keys)}, which means nothing here; check the spelling`;
    case 'invalid_type':
      return value === undefined ? 'is missing' : `must be ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `${value === undefined ? 'is missing; it' : ''} must be ${issue.values.length > 1 ? 'one of ' : ''}${oneOf(issue.values)}`.trim();
    case 'invalid_union':
      return `${value === undefined ? 'is missing; it ' : ''}must be one of "discountLimit", "minimumMargin"`;
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `must have at most ${issue.maximum} characters`;
      return issue.origin === 'array'
        ? `must have at most ${issue.maximum} entries`
        : `must be at most ${issue.maximum}`;
    case 'not_multiple_of':
      return 'must have at most two digits behind the point';
    default:
      return 'does not fit';
  }
}

const valueAt = (file: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined),
    file,
  );

/** V8 says where by a position or by the text around it; people look for a line. */
function syntaxWords(text: string, error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
  const position = /position (\d+)/.exec(message)?.[1];
  const line = position === undefined ? '' : ` in line ${text.slice(0, Number(position)).split('\n').length}`;
  return `is not JSON${line}: ${message}. JSON has no comments, and no comma behind the last entry`;
}

export type ParsedRulesFile = { ok: true; file: RulesFile } | { ok: false; problems: string[] };

/** Reads the file's text. Every problem says in words where it is. */
export function parseRulesFile(text: string): ParsedRulesFile {
  let value: unknown;
  try {
    // An editor's byte order mark is no part of the JSON.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { ok: false, problems: [`the file ${syntaxWords(text, error)}`] };
  }
  const parsed = rulesFileSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${placeWords(issue.path, value)} ${issueWords(issue, valueAt(value, issue.path))}`,
    );
    return { ok: false, problems };
  }
  const names = new Map<string, number>();
  const problems = parsed.data.rules.flatMap(({ name }, index) => {
    const before = names.get(name);
    names.set(name, before ?? index + 1);
    return before === undefined
      ? []
      : [`rule ${index + 1} ("${name}") has the name of rule ${before}; give it another`];
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, file: parsed.data };
}
