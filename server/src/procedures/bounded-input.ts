import type { z } from 'zod';

/** A push of 200 commands has a tenth of these. More would make the checking of a small body long work. */
const MOST_LEAVES = 60_000;
const ISSUES_TOLD = 3;
const ISSUE_LENGTH = 160;

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

function wordsFor(issues: readonly z.core.$ZodIssue[]): string {
  const told = issues
    .slice(0, ISSUES_TOLD)
    .map(({ path, message }) => `${path.slice(0, 8).map(partOf).join('.') || 'input'}: ${message}`)
    .map((text) => text.slice(0, ISSUE_LENGTH));
  const rest = issues.length - told.length;
  return rest > 0 ? `${told.join('; ')}; and ${rest} more` : told.join('; ');
}

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
    if (!hasFewLeaves(value)) throw new Error('This input has too many values.');
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new Error(wordsFor(parsed.error.issues));
  };
  return { schema, parse } as unknown as Bounded<S>;
}
