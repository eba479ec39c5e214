import { expect, it } from 'vitest';
import { saveBackup } from './save-backup.ts';

it('a backup that could not be written is reported as such, and never as saved', async () => {
  const error = new Error('the disk is full');
  expect(await saveBackup(async () => Promise.reject(error))).toEqual({ kind: 'backupFailed', error });
  expect(await saveBackup(async () => 'saved')).toEqual({ kind: 'backupSaved' });
});

it('a backup for which no place was chosen needs no word', async () => {
  expect(await saveBackup(async () => 'cancelled')).toBeNull();
});
