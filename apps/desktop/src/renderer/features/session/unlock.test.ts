import 'fake-indexeddb/auto';
import { localDatabaseName } from '@marginiq/sync/database/local-database';
import { describe, expect, it } from 'vitest';
import type { PersonId } from '../../../bridge/bridge.ts';
import { finishLeaving, noteLeaving } from '../../app/leaving.ts';
import { fakeStorage } from '../../host/testing/fake-storage.ts';
import { unlockAndFinish } from './unlock.ts';

const BOAT = 'tie the red boat';
const ANNA: PersonId = {
  companyId: '01890a5d-ac96-774b-bcce-000000000001',
  userId: '01890a5d-ac96-774b-bcce-000000000002',
};

/** A device that Anna has left, whose vault is locked by somebody else's passphrase. */
function lockedDevice() {
  const storage = fakeStorage();
  let isLocked = true;
  const keys = new Set([ANNA.userId]);
  const forgetKeys = async ({ userId }: PersonId) => {
    if (isLocked) throw new Error('the vault is locked');
    keys.delete(userId);
  };
  const host = {
    unlock: async (passphrase: string) => {
      isLocked &&= passphrase !== BOAT;
      return !isLocked;
    },
  };
  return { leaving: { storage, forgetKeys }, host, keys };
}

describe('unlocking by a passphrase', () => {
  it('unlocking by a passphrase removes the keys of somebody who left before, which a locked vault had to keep', async () => {
    const { leaving, host, keys } = lockedDevice();
    noteLeaving(leaving.storage, localDatabaseName(ANNA.companyId, ANNA.userId));
    await finishLeaving(leaving);
    expect([...keys]).toEqual([ANNA.userId]);
    const unlock = unlockAndFinish(host, leaving);
    expect(await unlock('tie the blue boat')).toBe(false);
    expect([...keys]).toEqual([ANNA.userId]);
    expect(await unlock(BOAT)).toBe(true);
    expect([...keys]).toEqual([]);
  });
});
