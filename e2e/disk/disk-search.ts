import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readingsOf } from './readings.ts';

const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();

/** A word in every encoding in which a browser keeps text. */
function encodings(word: string): Buffer[] {
  const [utf8, latin1] = [Buffer.from(word, 'utf8'), Buffer.from(word, 'latin1')];
  return [utf8, ...(latin1.equals(utf8) ? [] : [latin1]), Buffer.from(word, 'utf16le'), swapped(word)];
}

export interface Found {
  word: string;
  /** Within the folder. */
  file: string;
}

/** Which of the words occur in the files of a folder, however they are compressed or encoded. */
export async function findOnDisk(folder: string, words: readonly string[]): Promise<Found[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const wanted = words.map((word) => ({ word, encoded: encodings(word) }));
  const found: Found[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const readings = await readingsOf(await readFile(path));
    for (const { word, encoded } of wanted) {
      if (!readings.some((reading) => encoded.some((bytes) => reading.includes(bytes)))) continue;
      found.push({ word, file: relative(folder, path) });
    }
  }
  return found;
}
