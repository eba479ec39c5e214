export type BackupNotice =
  | { kind: 'backupSaved' }
  /** Nobody may believe in a backup that was never written. */
  | { kind: 'backupFailed'; error: unknown };

/** @returns what to tell about it; null if the person chose no place */
export async function saveBackup(save: () => Promise<'saved' | 'cancelled'>): Promise<BackupNotice | null> {
  try {
    return (await save()) === 'saved' ? { kind: 'backupSaved' } : null;
  } catch (error) {
    return { kind: 'backupFailed', error };
  }
}
