import { isDeepStrictEqual } from 'node:util';

/** A document of which a file changes something. */
export interface Change<T> {
  key: string;
  /** Null: it is new. */
  before: T | null;
  after: T;
}

/** What an import does to one kind of document. */
export interface Plan<T> {
  /** Whole documents, new and changed. */
  changes: Change<T>[];
  created: number;
  updated: number;
  unchanged: number;
  /** Folded keys of rows that lack something: what refers to them is not told that they do not exist. */
  incomplete: Set<string>;
}

export const emptyPlan = <T>(): Plan<T> => ({
  changes: [],
  created: 0,
  updated: 0,
  unchanged: 0,
  incomplete: new Set(),
});

export function addChange<T>(plan: Plan<T>, change: Change<T>): void {
  if (change.before === null) plan.created += 1;
  else if (isDeepStrictEqual(change.before, change.after)) {
    plan.unchanged += 1;
    return;
  } else plan.updated += 1;
  plan.changes.push(change);
}
