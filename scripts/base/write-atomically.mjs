import { renameSync, writeFileSync } from 'node:fs';

/**
 * Writes a small file so that a reader, or a start after a kill, finds the old content or the new, never a half.
 * @param {string} file
 * @param {string} content
 * @param {{ mode?: number }} [options]
 */
export function writeAtomically(file, content, options = {}) {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, content, { mode: options.mode });
  renameSync(draft, file);
}
