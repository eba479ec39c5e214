import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fullDiskError, isDiskFull, requireFreeSpace } from './disk-space.mjs';
import { UserError } from './user-error.mjs';

const GB = 1024 ** 3;
const withFree = (bytes: number) => () => ({ bavail: bytes / 4096, bsize: 4096 });

test('too little space names the folder, what is free and what is needed', () => {
  const request = { folder: '/data/marginiq', needed: GB, advice: 'Free some.', readFileSystem: withFree(0.25 * GB) };
  expect(() => requireFreeSpace(request)).toThrow(
    new UserError('Not enough disk space for /data/marginiq: 0.25 GB free, 1 GB needed. Free some.'),
  );
});

test('enough space passes, and a folder that is not there yet is measured by its parent', () => {
  const asked: string[] = [];
  requireFreeSpace({
    folder: join(tmpdir(), 'not', 'there', 'yet'),
    needed: GB,
    advice: '',
    readFileSystem: (folder) => {
      asked.push(folder);
      return withFree(2 * GB)();
    },
  });
  expect(asked).toEqual([tmpdir()]);
});

test('a full disk is known by its code and by the words of other programs', () => {
  expect(isDiskFull(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toBe(true);
  expect(isDiskFull(new UserError('npm failed', { details: ['npm error code ENOSPC'] }))).toBe(true);
  expect(isDiskFull(new UserError('MongoDB ended', { details: ['write: No space left on device'] }))).toBe(true);
  expect(isDiskFull(new Error('something else'))).toBe(false);
});

test('a loss is put down to the disk only when that is full', () => {
  expect(fullDiskError('/data/marginiq', withFree(8192))?.message).toMatch(/The disk of \/data\/marginiq is full/);
  expect(fullDiskError('/data/marginiq', withFree(GB))).toBeUndefined();
});
