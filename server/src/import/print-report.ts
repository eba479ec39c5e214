import { IMPORT_REPORT_WORDS } from '../words/import-report-words.ts';
import type { ImportReport } from './import-report.ts';
import { type Problem, problemLine } from './problem.ts';

const SHOWN = 200;
const SHOWN_NOTES = 20;

function list(
  title: string,
  { problems, unlisted, shown }: { problems: readonly Problem[]; unlisted: number; shown: number },
): string[] {
  const count = problems.length + unlisted;
  if (count === 0) return [];
  const which = unlisted === 0 ? IMPORT_REPORT_WORDS.allOfThem : IMPORT_REPORT_WORDS.firstOfThem(problems.length);
  const more = count > shown ? [IMPORT_REPORT_WORDS.andMoreWithFile(count - shown, which)] : [];
  const lines = problems.slice(0, shown).map((problem) => `  ${problemLine(problem)}`);
  return ['', `${title} (${count}):`, ...lines, ...more];
}

function finishedLines({ at, documents, left }: ImportReport['finished'][number]): string[] {
  const line = IMPORT_REPORT_WORDS.earlierFinished(at, documents);
  if (left.count === 0) return [line];
  const more = left.count > left.first.length ? [IMPORT_REPORT_WORDS.andMore(left.count - left.first.length)] : [];
  return [
    line,
    IMPORT_REPORT_WORDS.changedDuringEarlier(left.count),
    ...left.first.map(({ kind, key }) => `  ${kind} ${key}`),
    ...more,
  ];
}

function leftLines({ count, first }: ImportReport['left']): string[] {
  if (count === 0) return [];
  const more = count > first.length ? [IMPORT_REPORT_WORDS.andMore(count - first.length)] : [];
  const title = IMPORT_REPORT_WORDS.changedDuringImport(count);
  return ['', title, ...first.map(({ kind, key }) => `  ${kind} ${key}`), ...more];
}

function stayedLines({ count, first }: ImportReport['stayed']): string[] {
  if (count === 0) return [];
  const more = count > first.length ? [IMPORT_REPORT_WORDS.andMore(count - first.length)] : [];
  const title = IMPORT_REPORT_WORDS.requestsThatStay(count);
  return ['', title, ...first.map((code) => `  ${code}`), ...more];
}

/** The report as lines for a terminal. */
export function reportLines(report: ImportReport): string[] {
  const { dryRun, written, counts, problems, kept, notes, unlisted } = report;
  const { ownerless, movedRequests, formats, ignored, mended, left, finished } = report;
  const lines = finished.flatMap(finishedLines);
  for (const [file, words] of Object.entries(formats)) lines.push(IMPORT_REPORT_WORDS.readAs(file, words));
  for (const [file, columns] of Object.entries(ignored))
    lines.push(IMPORT_REPORT_WORDS.notUsed(file, columns.join(', ')));
  for (const [file, at] of Object.entries(mended)) {
    const some = at.slice(0, 5).join(', ');
    const lineNumbers = `${some}${at.length > 5 ? ', ...' : ''}`;
    lines.push(IMPORT_REPORT_WORDS.strayCommas(file, at.length, lineNumbers));
  }
  for (const [kind, { created, updated, unchanged }] of Object.entries(counts)) {
    const isOnlyPlanned = !written && (dryRun || problems.length > 0);
    lines.push(IMPORT_REPORT_WORDS.counts(kind.padEnd(10), isOnlyPlanned, created, updated, unchanged));
  }
  const { customers, deals } = ownerless;
  if (customers + deals > 0) {
    lines.push(IMPORT_REPORT_WORDS.ownedByNobody(customers, deals));
  }
  if (movedRequests > 0) lines.push(IMPORT_REPORT_WORDS.requestsThatMoved(movedRequests));
  lines.push(
    ...list(IMPORT_REPORT_WORDS.worthALook, { problems: notes, unlisted: unlisted.notes, shown: SHOWN_NOTES }),
  );
  lines.push(...list(IMPORT_REPORT_WORDS.kept, { problems: kept, unlisted: unlisted.kept, shown: SHOWN_NOTES }));
  lines.push(...stayedLines(report.stayed), ...leftLines(left));
  const found = { problems, unlisted: unlisted.problems, shown: SHOWN };
  if (problems.length > 0)
    lines.push(...list(written ? IMPORT_REPORT_WORDS.problems : IMPORT_REPORT_WORDS.problemsNothingImported, found));
  else if (dryRun) lines.push('', IMPORT_REPORT_WORDS.dryRun);
  else lines.push('', written ? IMPORT_REPORT_WORDS.imported : IMPORT_REPORT_WORDS.nothingNew);
  return lines;
}

/** A cell that a spreadsheet shows as it is: one that begins like a formula would be computed. */
const cell = (text: string) => `"${text.replace(/^[=+\-@]/, "'$&").replaceAll('"', '""')}"`;

const KINDS = { problems: 'problem', notes: 'note', kept: 'kept' } as const;

/** All that the report lists, as CSV, for working it off in a spreadsheet. Only what is of the kind `problem` stops the import. */
export function problemsCsv(report: Pick<ImportReport, 'problems' | 'notes' | 'kept' | 'unlisted'>): string {
  const row = (kind: string, { file, line, column, value, reason }: Problem) => [
    kind,
    file,
    String(line),
    column ?? '',
    value ?? '',
    reason,
  ];
  const rows = [
    ['kind', 'file', 'line', 'column', 'value', 'reason'],
    ...(['problems', 'notes', 'kept'] as const).flatMap((list) => {
      const more = report.unlisted[list];
      const last = { file: '', line: 0, column: null, value: null, reason: IMPORT_REPORT_WORDS.andMoreNamed(more) };
      return [...report[list], ...(more === 0 ? [] : [last])].map((one) => row(KINDS[list], one));
    }),
  ];
  return `\uFEFF${rows.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
}
