import { OPERATE_WORDS } from '../words/operate-words.ts';
import type { Replayed, Report } from './replay-company.ts';

/** Fields that are named of one decision: a request that came out otherwise may differ in all of them. */
const MOST_FIELDS = 8;

const some = (fields: readonly string[]): string =>
  fields.length <= MOST_FIELDS
    ? fields.join(', ')
    : OPERATE_WORDS.andMore(fields.slice(0, MOST_FIELDS).join(', '), fields.length - MOST_FIELDS);

/** One decision that was made again, on one line. */
export function lineOf({ at, type, id, requestId, result }: Replayed): string {
  const what = result.kind === 'different' ? `different: ${some(result.fields)}` : WORDS[result.kind];
  return OPERATE_WORDS.decisionLine(at, type, what, id, requestId);
}

const WORDS = {
  equal: 'equal',
  withoutInputs: 'without inputs',
  otherVersion: OPERATE_WORDS.notReplayable,
  fault: OPERATE_WORDS.serverFailed,
} as const;

/** The findings, in words. */
export function reportLines({ counts, unreadable, writtenOver, different }: Report): string[] {
  const told: [number, string][] = [
    [counts.equal, 'equal'],
    [counts.different, 'different'],
    [counts.withoutInputs, OPERATE_WORDS.withoutInputs],
    [counts.otherVersion, OPERATE_WORDS.notReplayable],
    [counts.fault, OPERATE_WORDS.notDecidedServerFailed],
    [unreadable, OPERATE_WORDS.notDecidedNoCommand],
  ];
  const width = Math.max(...told.map(([count]) => String(count).length));
  const lines = told
    .filter(([count], index) => index < 3 || count > 0)
    .map(([count, what]) => `${String(count).padStart(width)}  ${what}`);
  if (writtenOver > 0) {
    const times = writtenOver === 1 ? OPERATE_WORDS.once : OPERATE_WORDS.times(writtenOver);
    lines.push(OPERATE_WORDS.writtenOver(times));
  }
  if (different.length === 0) return lines;
  const first =
    different.length < counts.different ? OPERATE_WORDS.firstThatDiffer(different.length) : OPERATE_WORDS.allThatDiffer;
  return [...lines, '', first, ...different.map(lineOf)];
}
