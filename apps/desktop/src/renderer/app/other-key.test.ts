import type { LocalKey } from '@marginiq/sync/database/sealer';
import { v7 } from 'uuid';
import { expect, it } from 'vitest';
import { hasOtherKey } from './other-key.ts';
import type { Workspace } from './workspace.ts';

const raw = (byte: number) => new Uint8Array(32).fill(byte);
const imported = (byte: number) => crypto.subtle.importKey('raw', raw(byte), 'AES-GCM', false, ['encrypt', 'decrypt']);
const profile = { companyId: v7(), userId: v7(), deviceId: v7() } as Workspace['profile'];
const after = (current: LocalKey | null, key: LocalKey | null) => {
  const keys = current === null ? null : { current, earlier: [], mayHoldClear: false };
  return hasOtherKey({ localKeys: async () => keys }, { profile, key });
};

it('a window knows whether a sign-in brought another key, in whatever form its host hands keys over', async () => {
  expect(await after(raw(1), raw(1))).toBe(false);
  expect(await after(await imported(1), await imported(1))).toBe(false);
  expect(await after(raw(2), raw(1))).toBe(true);
  expect(await after(await imported(2), await imported(1))).toBe(true);
});

it('a window that seals nothing learns of its first key', async () => {
  expect(await after(raw(1), null)).toBe(true);
  expect(await after(null, null)).toBe(false);
});
