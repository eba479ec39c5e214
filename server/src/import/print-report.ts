import type { ImportReport } from './import-csv.ts';
import { type Problem, problemLine } from './problem.ts';

const SHOWN = 200;
const SHOWN_NOTES = 20;

function list(title: string, problems: readonly Problem[], shown: number): string[] {
  if (problems.length === 0) return [];
  const more =
    problems.length > shown ? [`  and ${problems.length - shown} more; --problems <file> writes them all`] : [];
  const lines = problems.slice(0, shown).map((problem) => `  ${problemLine(problem)}`);
  return ['', `${title} (${problems.length}):`, ...lines, ...more];
}

/** The report as lines for a terminal. */
export function reportLines(report: ImportReport): string[] {
  const { dryRun, written, counts, problems, kept, notes, ownerless, movedRequests, formats, ignored, mended } = report;
  const lines = Object.entries(formats).map(([file, words]) => `${file}: read as ${words}`);
  for (const [file, columns] of Object.entries(ignored)) lines.push(`${file}: not used: ${columns.join(', ')}`);
  for (const [file, at] of Object.entries(mended)) {
    const some = at.slice(0, 5).join(', ');
    const where = `(lines ${some}${at.length > 5 ? ', ...' : ''})`;
    lines.push(
      `${file}: ${at.length} rows hold commas without quotes in columns that are not used; read as text ${where}`,
    );
  }
  for (const [kind, { created, updated, unchanged }] of Object.entries(counts)) {
    lines.push(`${kind.padEnd(10)} ${created} new, ${updated} changed, ${unchanged} as they were`);
  }
  const { customers, deals } = ownerless;
  if (customers + deals > 0) {
    lines.push(`Belonging to nobody yet, so that only admins see them: ${customers} customers, ${deals} deals`);
  }
  if (movedRequests > 0) lines.push(`Open requests that went along with their customers: ${movedRequests}`);
  lines.push(...list('Worth a look', notes, SHOWN_NOTES));
  lines.push(...list('Kept as it is here', kept, SHOWN_NOTES));
  if (problems.length > 0) lines.push(...list('Problems; nothing was imported', problems, SHOWN));
  else if (dryRun) lines.push('', 'A dry run: nothing was written. Run it without --dry-run to import.');
  else lines.push('', written ? 'Imported.' : 'Nothing is new: nothing was written.');
  return lines;
}

/** A cell that a spreadsheet shows as it is: one that begins like a formula would be computed. */
const cell = (text: string) => `"${text.replace(/^[=+\-@]/, "'$&").replaceAll('"', '""')}"`;

/** All that the report lists, as CSV, for working it off in a spreadsheet. Only what is of the kind `problem` stops the import. */
export function problemsCsv({ problems, notes, kept }: Pick<ImportReport, 'problems' | 'notes' | 'kept'>): string {
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
    ...problems.map((one) => row('problem', one)),
    ...notes.map((one) => row('note', one)),
    ...kept.map((one) => row('kept', one)),
  ];
  return `\uFEFF${rows.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
}
