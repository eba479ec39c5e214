import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';

/** A disk that says it has written, and gives back something else. */
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  readFile: async () => 'half of i',
}));
const { saveFile } = await import('./save-file.ts');

it('a backup that does not read as it was written is not called saved: the original would be deleted next', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'marginiq-save-'));
  const saving = saveFile(
    { name: 'backup.json', text: 'half of it, and the rest' },
    { folder, choosePlace: async (place) => place },
  );
  await expect(saving).rejects.toThrow('does not hold what was written');
});
