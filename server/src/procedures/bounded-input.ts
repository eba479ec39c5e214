import type { InputProblem } from '@marginiq/contract/call-error';
import type { z } from 'zod';
import { callErrorWords } from '../words/call-error-words.ts';

/** A push of 200 commands has a tenth of these. More would make the checking of a small body long work. */
const MOST_LEAVES = 60_000;
const PROBLEMS_TOLD = 3;

/** Counts a value's leaves, each of which may cause an issue, without recursing deeper than this function. */
function hasFewLeaves(value: unknown): boolean {
  const waiting: unknown[] = [value];
  let leaves = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const inner = typeof next === 'object' && next !== null ? Object.values(next) : [];
    if (inner.length === 0) leaves += 1;
    if (leaves + inner.length > MOST_LEAVES) return false;
    for (const one of inner) waiting.push(one ?? null);
  }
  return true;
}

/** Names of fields are ours; keys that somebody made up are not repeated. */
const partOf = (part: PropertyKey): string =>
  typeof part === 'number' || /^[A-Za-z][A-Za-z0-9]{0,30}$/.test(String(part)) ? String(part) : '?';

/** An input does not fit. Tells the first few places and rules, and nothing of what was sent. */
export class InvalidInputError extends Error {
  override name = 'InvalidInputError';
  readonly problems: readonly InputProblem[];
  readonly more: number;

  constructor(all: readonly InputProblem[]) {
    const problems = all.slice(0, PROBLEMS_TOLD);
    const more = all.length - problems.length;
    super(callErrorWords({ code: 'invalidInput', problems, more }));
    this.problems = problems;
    this.more = more;
  }
}

const problemOf = (issue: z.core.$ZodIssue): InputProblem => ({
  at: issue.path.slice(0, 8).map(partOf).join('.') || 'input',
  // A rule of our own is named where it is made.
  rule: issue.code === 'custom' ? String(issue.params?.rule ?? 'custom') : issue.code,
});

/** In tRPC's form: it looks only for the two types, besides `parse`. */
export interface Bounded<S extends z.ZodType> {
  schema: S;
  _input: z.input<S>;
  _output: z.output<S>;
}

/**
 * A schema for a procedure's input whose refusal is short, whatever was sent: tRPC's own puts every issue into the answer,
 * a hundred times what it is about.
 */
export function bounded<S extends z.ZodType>(schema: S): Bounded<S> {
  const parse = (value: unknown): z.output<S> => {
    if (!hasFewLeaves(value)) throw new InvalidInputError([{ at: 'input', rule: 'too_many_values' }]);
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new InvalidInputError(parsed.error.issues.map(problemOf));
  };
  return { schema, parse } as unknown as Bounded<S>;
}
