import { open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** The place that the person chose for the file; null if they closed the dialog. */
export type ChoosePlace = (suggestion: string) => Promise<string | null>;

/**
 * Saves a text where the person wants it, and reads it back, because the caller may delete the original next.
 * @throws when the file cannot be written or does not hold what was written
 */
export async function saveFile(
  { name, text }: { name: string; text: string },
  { folder, choosePlace }: { folder: string; choosePlace: ChoosePlace },
): Promise<'saved' | 'cancelled'> {
  // A page suggests a file name, never a folder.
  const place = await choosePlace(join(folder, basename(name)));
  if (place === null) return 'cancelled';
  const file = await open(place, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  if ((await readFile(place, 'utf8')) !== text) throw new Error(`${place} does not hold what was written to it`);
  return 'saved';
}
