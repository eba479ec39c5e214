import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';

const disk = vi.hoisted(() => ({ steps: [] as string[], isFull: false }));

/** The real disk, which notes what is done to the file, and may be full. */
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  const open: typeof fs.open = async (...given) => {
    const file = await fs.open(...given);
    for (const step of ['writeFile', 'sync', 'close'] as const) {
      const real = file[step].bind(file) as (...args: unknown[]) => Promise<void>;
      Object.assign(file, {
        [step]: async (...args: unknown[]) => {
          disk.steps.push(step);
          if (step === 'writeFile' && disk.isFull) throw new Error('ENOSPC');
          await real(...args);
        },
      });
    }
    return file;
  };
  const readFile = (...given: Parameters<typeof fs.readFile>) => {
    disk.steps.push('read');
    return fs.readFile(...given);
  };
  return { ...fs, open, readFile };
});
const { saveFile } = await import('./save-file.ts');

const backup = { name: 'backup.json', text: '[1]' };
const choosePlace = async (place: string) => place;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'marginiq-save-'));
  disk.steps = [];
  disk.isFull = false;
});

it('a backup is on the disk itself before it is called saved, and nobody else on the computer reads it', async () => {
  expect(await saveFile(backup, { folder, choosePlace })).toBe('saved');
  expect(disk.steps).toEqual(['writeFile', 'sync', 'close', 'read']);
  expect(statSync(join(folder, backup.name)).mode & 0o777).toBe(0o600);
});

it('a backup for which there is no room fails, and its file is not left open', async () => {
  disk.isFull = true;
  await expect(saveFile(backup, { folder, choosePlace })).rejects.toThrow('ENOSPC');
  expect(disk.steps).toEqual(['writeFile', 'close']);
});
