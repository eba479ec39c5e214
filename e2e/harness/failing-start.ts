import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const APP = fileURLToPath(new URL('../../apps/desktop', import.meta.url));

export interface FailedStart {
  title: string;
  text: string;
  /** Before the program is ready, Linux shows no dialog but writes to a terminal that nobody sees. */
  isReady: boolean;
  exitCode: number;
}

/**
 * The program in a folder of its own whose main file first redirects the dialog to a note, because nobody could close a real
 * one.
 */
function wrapperOf(note: string): string {
  return `
    import { writeFileSync } from 'node:fs';
    import { app, dialog } from 'electron';
    dialog.showErrorBox = (title, text) => writeFileSync(${JSON.stringify(note)}, JSON.stringify({ title, text, isReady: app.isReady() }));
    await import(${JSON.stringify(`file://${APP}/out/main/index.js`)});
  `;
}

/**
 * Starts the program in Electron under conditions in which it cannot start. @returns what it told its user, and how it
 * ended
 * @param settings the content of its settings file
 */
export async function startToFail(settings: string, env: Record<string, string> = {}): Promise<FailedStart> {
  const electron = process.env.MARGINIQ_ELECTRON;
  if (electron === undefined) throw new Error('MARGINIQ_ELECTRON is not set: run the tests by npm test');
  const folder = await mkdtemp(join(tmpdir(), 'marginiq-failing-'));
  try {
    const note = join(folder, 'told.json');
    await writeFile(join(folder, 'main.mjs'), wrapperOf(note));
    await writeFile(join(folder, 'package.json'), '{"name": "marginiq", "version": "0.0.0", "main": "main.mjs"}');
    await writeFile(join(folder, 'settings.json'), settings);
    const args = [folder, `--user-data-dir=${folder}`, '--disable-gpu', '--password-store=basic'];
    if (process.getuid?.() === 0) args.push('--no-sandbox');
    const exitCode = await new Promise<number>((resolve) => {
      execFile(electron, args, { env: { ...process.env, ...env }, timeout: 30_000 }, (error) =>
        resolve(error === null ? 0 : Number(error.code ?? -1)),
      );
    });
    return { ...(JSON.parse(await readFile(note, 'utf8')) as Omit<FailedStart, 'exitCode'>), exitCode };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
