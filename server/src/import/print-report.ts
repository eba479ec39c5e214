import type { ImportReport } from './import-csv.ts';
import type { Problem } from './problem.ts';

const SHOWN = 200;

function problemLine({ file, line, column, value, reason }: Problem): string {
  const place = line === 0 ? '' : `${file} line ${line}${column === null ? '' : `, ${column}`}: `;
  return `  ${place}${value === null || value === '' ? '' : `"${value}" `}${reason}`;
}

/** The report as lines for a terminal. */
export function reportLines({ dryRun, written, counts, problems, ignored, mended }: ImportReport): string[] {
  const lines = Object.entries(ignored).map(([file, columns]) => `${file}: not used: ${columns.join(', ')}`);
  for (const [file, at] of Object.entries(mended)) {
    const some = at.slice(0, 5).join(', ');
    lines.push(
      `${file}: ${at.length} rows hold commas without quotes; read as text (lines ${some}${at.length > 5 ? ', ...' : ''})`,
    );
  }
  for (const [kind, { created, updated, unchanged }] of Object.entries(counts)) {
    lines.push(`${kind.padEnd(10)} ${created} new, ${updated} changed, ${unchanged} as they were`);
  }
  if (problems.length > 0) {
    lines.push('', `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}; nothing was imported:`);
    lines.push(...problems.slice(0, SHOWN).map(problemLine));
    if (problems.length > SHOWN) lines.push(`  and ${problems.length - SHOWN} more`);
  } else if (dryRun) lines.push('', 'A dry run: nothing was written. Run it without --dry-run to import.');
  else lines.push('', written ? 'Imported.' : 'Nothing is new: nothing was written.');
  return lines;
}
