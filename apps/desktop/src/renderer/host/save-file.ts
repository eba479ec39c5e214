/** A file that the person chose a place for (File System Access API). */
export interface ChosenFile {
  createWritable: () => Promise<{ write: (text: string) => Promise<void>; close: () => Promise<void> }>;
  getFile: () => Promise<{ text: () => Promise<string> }>;
}

declare global {
  interface Window {
    /** Chromium's; other browsers have none. */
    showSaveFilePicker?: (options: { suggestedName: string }) => Promise<ChosenFile>;
  }
}

/** What of the browser saving a file takes. */
export interface FileHost {
  /** Null in a browser without a save dialog for pages. */
  pickFile: ((options: { suggestedName: string }) => Promise<ChosenFile>) | null;
  download: (name: string, text: string) => void;
  /** Asks the person whether they have the file: a page never learns what became of a download. */
  confirm: (name: string) => boolean;
}

/**
 * Saves a text as a file where the person wants it.
 * @returns `saved` only when it was read back the same, or when the person confirmed a download
 */
export async function saveFileInBrowser(
  host: FileHost,
  { name, text }: { name: string; text: string },
): Promise<'saved' | 'cancelled'> {
  let file: ChosenFile | null = null;
  try {
    file = (await host.pickFile?.({ suggestedName: name })) ?? null;
  } catch (error) {
    // AbortError: the person closed the dialog. Anything else (no click just before, a policy): there was no dialog.
    if (error instanceof DOMException && error.name === 'AbortError') return 'cancelled';
  }
  if (file === null) {
    host.download(name, text);
    return host.confirm(name) ? 'saved' : 'cancelled';
  }
  const writable = await file.createWritable();
  await writable.write(text);
  await writable.close();
  if ((await (await file.getFile()).text()) !== text) throw new Error(`${name} does not hold what was written to it`);
  return 'saved';
}
