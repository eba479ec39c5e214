import type { Replayed, Report } from './replay-company.ts';

/** Fields that are named of one decision: a request that came out otherwise may differ in all of them. */
const MOST_FIELDS = 8;

const some = (fields: readonly string[]): string =>
  fields.length <= MOST_FIELDS
    ? fields.join(', ')
    : `${fields.slice(0, MOST_FIELDS).join(', ')} and ${fields.length - MOST_FIELDS} more`;

/** One decision that was made again, on one line. */
export function lineOf({ at, type, id, requestId, result }: Replayed): string {
  const what = result.kind === 'different' ? `different: ${some(result.fields)}` : WORDS[result.kind];
  return `${at}  ${type}  ${what}  (${id}, request ${requestId})`;
}

const WORDS = {
  equal: 'equal',
  withoutInputs: 'without inputs',
  otherVersion: 'cannot be replayed by this version',
  fault: 'the server failed: nothing was decided',
} as const;

/** The findings, in words. */
export function reportLines({ counts, unreadable, writtenOver, different }: Report): string[] {
  const told: [number, string][] = [
    [counts.equal, 'equal'],
    [counts.different, 'different'],
    [counts.withoutInputs, 'without inputs: decided by a former release, which kept none, or on a state that is gone'],
    [counts.otherVersion, 'cannot be replayed by this version'],
    [counts.fault, 'not decided, because the server failed'],
    [unreadable, 'not decided, because the arguments fit no command'],
  ];
  const width = Math.max(...told.map(([count]) => String(count).length));
  const lines = told
    .filter(([count], index) => index < 3 || count > 0)
    .map(([count, what]) => `${String(count).padStart(width)}  ${what}`);
  if (writtenOver > 0) {
    const times = writtenOver === 1 ? 'Once' : `${writtenOver} times`;
    lines.push(
      `${times} a request was written afterwards by something that kept no decision: an import, a former release.`,
    );
  }
  if (different.length === 0) return lines;
  const first =
    different.length < counts.different ? `The first ${different.length} that differ:` : 'Those that differ:';
  return [...lines, '', first, ...different.map(lineOf)];
}
