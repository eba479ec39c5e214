import { describe, expect, it } from 'vitest';
import { type ChosenFile, type FileHost, saveFileInBrowser } from './save-file.ts';

const file = { name: 'backup.json', text: '[1]' };

function makeHost(options: { pick?: 'none' | 'abort' | 'refuse' | 'lose'; confirms?: boolean } = {}) {
  const disk = { text: '' };
  const downloaded: string[] = [];
  const chosen: ChosenFile = {
    createWritable: async () => ({
      write: async (text) => {
        disk.text = options.pick === 'lose' ? '' : text;
      },
      close: async () => undefined,
    }),
    getFile: async () => ({ text: async () => disk.text }),
  };
  const host: FileHost = {
    pickFile:
      options.pick === 'none'
        ? null
        : async () => {
            if (options.pick === 'abort') throw new DOMException('closed', 'AbortError');
            if (options.pick === 'refuse') throw new DOMException('no gesture', 'SecurityError');
            return chosen;
          },
    download: (name) => void downloaded.push(name),
    confirm: () => options.confirms ?? false,
  };
  return { host, disk, downloaded };
}

describe('saving a file in a browser', () => {
  it('a file is reported as saved when it holds what was written', async () => {
    const { host, disk } = makeHost();
    expect(await saveFileInBrowser(host, file)).toBe('saved');
    expect(disk.text).toBe('[1]');
  });

  it('saving a file in a browser says cancelled, and downloads nothing, when the dialog is closed', async () => {
    const { host, downloaded } = makeHost({ pick: 'abort' });
    expect(await saveFileInBrowser(host, file)).toBe('cancelled');
    expect(downloaded).toEqual([]);
  });

  it('saving a file in a browser throws when the file does not hold what was written', async () => {
    await expect(saveFileInBrowser(makeHost({ pick: 'lose' }).host, file)).rejects.toThrow('backup.json');
  });

  it.each(['none', 'refuse'] as const)(
    'saving a file in a browser believes a download only when the person confirms it (%s)',
    async (pick) => {
      const confirmed = makeHost({ pick, confirms: true });
      expect(await saveFileInBrowser(confirmed.host, file)).toBe('saved');
      expect(confirmed.downloaded).toEqual(['backup.json']);
      expect(await saveFileInBrowser(makeHost({ pick, confirms: false }).host, file)).toBe('cancelled');
    },
  );
});
