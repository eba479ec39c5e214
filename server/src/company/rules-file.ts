import { customerClassSchema } from '@marginiq/contract/customer';
import { MAX_APPROVAL_DAYS, MAX_WINDOW_DAYS } from '@marginiq/contract/governance';
import { MAX_CATEGORY, MAX_CODE, MAX_NAME, MAX_RULES, MAX_SEGMENT, MAX_SKU, MAX_SLUG } from '@marginiq/contract/limits';
import { roleSchema } from '@marginiq/contract/roles';
import { onBreachSchema } from '@marginiq/contract/rule-set';
import { z } from 'zod';
import { RULES_WORDS } from '../words/rules-words.ts';

/** A share as people write it: 12.5 for 12.5 %. Kept in basis points, so two digits behind the point. */
const percent = (min: number) => z.number().min(min).max(100).multipleOf(0.01);

const when = z
  .strictObject({
    role: roleSchema.describe(RULES_WORDS.roleHelp),
    customerClass: customerClassSchema,
    segment: z.string().min(1).max(MAX_SEGMENT).describe(RULES_WORDS.customerHelp),
    customer: z.string().min(1).max(MAX_CODE).describe('the customer’s code'),
    category: z.string().min(1).max(MAX_CATEGORY).describe(RULES_WORDS.categoryHelp),
    product: z.string().min(1).max(MAX_SKU).describe(RULES_WORDS.productHelp),
  })
  .partial();

const common = {
  name: z.string().trim().min(1).max(MAX_NAME).describe(RULES_WORDS.nameHelp),
  when: when.default({}).describe(RULES_WORDS.whenHelp),
  onBreach: onBreachSchema.describe(RULES_WORDS.onBreachHelp),
};

const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('discountLimit'), ...common, maxDiscountPercent: percent(0) }),
  z.strictObject({ kind: z.literal('minimumMargin'), ...common, minMarginPercent: percent(-100) }),
]);

/** A company's rules and limits as a file that people edit: percentages, codes and article numbers in place of ids. */
export const rulesFileSchema = z.strictObject({
  /** So that an editor can check the file while it is written. */
  $schema: z.string().max(200).optional(),
  company: z.string().max(MAX_SLUG).describe(RULES_WORDS.companyHelp),
  basedOn: z.strictObject({ rules: z.int().min(1), limits: z.int().min(1) }).describe(RULES_WORDS.basedOnHelp),
  rules: z.array(rule).max(MAX_RULES),
  automaticApproval: z
    .strictObject({
      enabled: z.boolean(),
      maxRisk: z.int().min(0).max(100),
      maxDiscountPercent: percent(0),
      maxNetTotal: z.number().min(0).describe(RULES_WORDS.currencyHelp),
      windowDays: z.int().min(1).max(MAX_WINDOW_DAYS).optional().describe(RULES_WORDS.grantedDaysHelp),
    })
    .describe(RULES_WORDS.automaticHelp),
  approvalDays: z.int().min(1).max(MAX_APPROVAL_DAYS).optional().describe(RULES_WORDS.validDaysHelp),
});
export type RulesFile = z.infer<typeof rulesFileSchema>;
export type FileRule = RulesFile['rules'][number];

/** A location in the file, in words: `rule 3 ("Never below cost"), minMarginPercent`. */
function placeWords(path: readonly PropertyKey[], file: unknown): string {
  const [first, second, ...rest] = path;
  if (first !== 'rules' || typeof second !== 'number') return path.join(', ') || 'the file';
  const named = (file as { rules: { name?: unknown }[] }).rules[second]?.name;
  const name = typeof named === 'string' && named.trim() !== '' ? ` ("${named.slice(0, MAX_NAME)}")` : '';
  return [RULES_WORDS.ruleNamed(second + 1, name), ...rest].join(', ');
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: RULES_WORDS.aText,
  number: RULES_WORDS.aNumber,
  int: RULES_WORDS.aWholeNumber,
  boolean: RULES_WORDS.aBoolean,
  array: RULES_WORDS.aList,
  object: RULES_WORDS.anObject,
};

const oneOf = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(', ');

function issueWords(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return RULES_WORDS.unknownField(oneOf(issue.keys));
    case 'invalid_type':
      return value === undefined ? 'is missing' : RULES_WORDS.mustBe(TYPE_WORDS[issue.expected] ?? issue.expected);
    case 'invalid_value':
      return RULES_WORDS.fieldMustBe(
        value === undefined ? 'is missing; it' : '',
        issue.values.length > 1 ? 'one of ' : '',
        oneOf(issue.values),
      ).trim();
    case 'invalid_union':
      return RULES_WORDS.mustBeKnownKind(value === undefined ? 'is missing; it ' : '');
    case 'too_small':
      return issue.origin === 'string' ? RULES_WORDS.mustNotBeEmpty : RULES_WORDS.mustBeAtLeast(issue.minimum);
    case 'too_big':
      if (issue.origin === 'string') return RULES_WORDS.mustHaveAtMost(issue.maximum);
      return issue.origin === 'array'
        ? RULES_WORDS.mustHaveAtMostEntries(issue.maximum)
        : RULES_WORDS.mustBeAtMost(issue.maximum);
    case 'not_multiple_of':
      return RULES_WORDS.atMostTwoDigits;
    default:
      return RULES_WORDS.doesNotFit;
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
  const line = position === undefined ? '' : RULES_WORDS.inLine(text.slice(0, Number(position)).split('\n').length);
  return RULES_WORDS.notJson(line, message);
}

export type ParsedRulesFile = { ok: true; file: RulesFile } | { ok: false; problems: string[] };

/** Reads the file's text. Every problem says in words where it is. */
export function parseRulesFile(text: string): ParsedRulesFile {
  let value: unknown;
  try {
    // An editor's byte order mark is no part of the JSON.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { ok: false, problems: [RULES_WORDS.theFile(syntaxWords(text, error))] };
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
    return before === undefined ? [] : [RULES_WORDS.sameName(index + 1, name, before)];
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, file: parsed.data };
}
