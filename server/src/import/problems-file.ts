import { open, unlink, writeFile } from 'node:fs/promises';
import { callersPath, fileFault } from '../operate/named.ts';
import { CallError } from '../operate/run-command.ts';
import { IMPORT_REPORT_WORDS } from '../words/import-report-words.ts';
import type { ImportReport } from './import-report.ts';
import { problemsCsv } from './print-report.ts';

const isThere = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EEXIST';

/**
 * Runs before anything is imported: a list that cannot be written is noticed while another name can still be given. The file is
 * created and removed immediately, so that however the import ends no empty file is left behind; an existing one is only opened.
 * @throws CallError
 */
export async function checkWritable(path: string): Promise<void> {
  const at = callersPath(path);
  try {
    const made = await open(at, 'ax').catch((error) => {
      if (isThere(error)) return null;
      throw error;
    });
    if (made === null) await (await open(at, 'a')).close();
    else {
      await made.close();
      await unlink(at);
    }
  } catch (error) {
    throw new CallError(IMPORT_REPORT_WORDS.problemsNotWritten(path, fileFault(error)));
  }
}

/** @throws CallError */
export async function writeProblems(path: string, report: ImportReport): Promise<void> {
  try {
    await writeFile(callersPath(path), problemsCsv(report));
  } catch (error) {
    throw new CallError(IMPORT_REPORT_WORDS.problemsNotWrittenAfter(path, fileFault(error)));
  }
}
