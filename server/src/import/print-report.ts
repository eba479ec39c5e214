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
  const which = unlisted === 0 ? 'them all' : `the first ${problems.length} of them`;
  const more = count > shown ? [`  and ${count - shown} more; --problems <file> writes ${which}`] : [];
  const lines = problems.slice(0, shown).map((problem) => `  ${problemLine(problem)}`);
  return ['', `${title} (${count}):`, ...lines, ...more];
}

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

function finishedLines({ at, documents, left }: ImportReport['finished'][number]): string[] {
  const line = `An import of ${at} had ended in the middle. It was finished first (${counted(documents, 'document')}).`;
  if (left.count === 0) return [line];
  const more = left.count > left.first.length ? [`  and ${left.count - left.first.length} more`] : [];
  return [
    line,
    `Changed by somebody during that import, so left as they are; import its files again to bring them up to date (${left.count}):`,
    ...left.first.map(({ kind, key }) => `  ${kind} ${key}`),
    ...more,
  ];
}

function leftLines({ count, first }: ImportReport['left']): string[] {
  if (count === 0) return [];
  const more = count > first.length ? [`  and ${count - first.length} more`] : [];
  const title = `Changed by somebody during the import, so left as they are; import again to bring them up to date (${count}):`;
  return ['', title, ...first.map(({ kind, key }) => `  ${kind} ${key}`), ...more];
}

function stayedLines({ count, first }: ImportReport['stayed']): string[] {
  if (count === 0) return [];
  const more = count > first.length ? [`  and ${count - first.length} more`] : [];
  const title = `Open requests that could not follow their customers, so they stay with their owners; hand them over in the console (${count}):`;
  return ['', title, ...first.map((code) => `  ${code}`), ...more];
}

/** The report as lines for a terminal. */
export function reportLines(report: ImportReport): string[] {
  const { dryRun, written, counts, problems, kept, notes, unlisted } = report;
  const { ownerless, movedRequests, formats, ignored, mended, left, finished } = report;
  const lines = finished.flatMap(finishedLines);
  for (const [file, words] of Object.entries(formats)) lines.push(`${file}: read as ${words}`);
  for (const [file, columns] of Object.entries(ignored)) lines.push(`${file}: not used: ${columns.join(', ')}`);
  for (const [file, at] of Object.entries(mended)) {
    const some = at.slice(0, 5).join(', ');
    const where = `(lines ${some}${at.length > 5 ? ', ...' : ''})`;
    lines.push(
      `${file}: ${at.length === 1 ? '1 row holds' : `${at.length} rows hold`} commas without quotes in columns that are not used; read as text ${where}`,
    );
  }
  for (const [kind, { created, updated, unchanged }] of Object.entries(counts)) {
    const wouldBe = !written && (dryRun || problems.length > 0) ? 'would be ' : '';
    lines.push(`${kind.padEnd(10)} ${wouldBe}${created} new, ${updated} changed, ${unchanged} as they were`);
  }
  const { customers, deals } = ownerless;
  if (customers + deals > 0) {
    lines.push(
      `Belonging to nobody yet, so that only admins see them: ${counted(customers, 'customer')}, ${counted(deals, 'deal')}`,
    );
  }
  if (movedRequests > 0) lines.push(`Open requests that went along with their customers: ${movedRequests}`);
  lines.push(...list('Worth a look', { problems: notes, unlisted: unlisted.notes, shown: SHOWN_NOTES }));
  lines.push(...list('Kept as it is here', { problems: kept, unlisted: unlisted.kept, shown: SHOWN_NOTES }));
  lines.push(...stayedLines(report.stayed), ...leftLines(left));
  const found = { problems, unlisted: unlisted.problems, shown: SHOWN };
  if (problems.length > 0)
    lines.push(...list(written ? 'Problems with the rest' : 'Problems; nothing was imported', found));
  else if (dryRun) lines.push('', 'A dry run: nothing was written. Run it without --dry-run to import.');
  else lines.push('', written ? 'Imported.' : 'Nothing is new: nothing was written.');
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
      const last = { file: '', line: 0, column: null, value: null, reason: `and ${more} more` };
      return [...report[list], ...(more === 0 ? [] : [last])].map((one) => row(KINDS[list], one));
    }),
  ];
  return `\uFEFF${rows.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
}
