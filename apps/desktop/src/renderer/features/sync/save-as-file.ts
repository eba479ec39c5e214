export type SaveFile = (name: string, text: string) => Promise<'saved' | 'cancelled'>;

/** Hands a text to the user as a download, which the browser puts where it puts downloads. */
export const saveAsFile: SaveFile = async (name, text) => {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
  return 'saved';
};

/** The host's own way to save a file, with a dialog that can be cancelled; a download where it has none. */
export function fileSaverOf(host: object): SaveFile {
  return 'saveFile' in host && typeof host.saveFile === 'function' ? (host.saveFile as SaveFile) : saveAsFile;
}
