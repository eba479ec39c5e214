/** What became of a decision that was made again. */
export type Result =
  /** It came out the same, and left the same request. */
  | { kind: 'equal' }
  /** It did not. @param fields that differ, such as `outcome.status` or `request.evaluation.risk.score` */
  | { kind: 'different'; fields: string[] }
  /** A former release did not store the decision's inputs, or another program has overwritten the request since. */
  | { kind: 'withoutInputs' }
  /** Kept or decided in a form that this release does not know, or not any more. */
  | { kind: 'otherVersion' }
  /** The server failed: nothing was decided. */
  | { kind: 'fault' };

export type ResultKind = Result['kind'];

export const different = (...fields: string[]): Result => ({ kind: 'different', fields });

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The paths at which two values differ. A missing field and an undefined one are equal, as in the database. */
export function differences(a: unknown, b: unknown, path = ''): string[] {
  if (Object.is(a, b)) return [];
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return [path];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) =>
    differences(a[key as keyof typeof a], b[key as keyof typeof b], path === '' ? key : `${path}.${key}`),
  );
}
