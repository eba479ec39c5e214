import { describe, expect, it } from 'vitest';
import type { Sealer } from '../database/sealer.ts';
import { testId } from '../testing/ids.ts';
import { testSealer } from '../testing/sealers.ts';
import { SealedEntries, sealEntry } from './sealed-entries.ts';

const entryOf = (deviceSeq: number) =>
  ({
    command: { id: testId(deviceSeq), deviceId: testId(0xd1), deviceSeq },
    state: 'waiting',
    outcome: null,
  }) as never;

describe('the entries of an outbox', () => {
  it('the entries of an outbox are opened once each, also when a reading of fewer rows ends after a newer one has begun', async () => {
    const sealer = testSealer(1);
    const rows = await Promise.all([1, 2, 3].map((number) => sealEntry(entryOf(number), sealer)));
    let opened = 0;
    const counting: Sealer = {
      ...sealer,
      unseal: (text, place) => {
        opened += 1;
        return sealer.unseal(text, place);
      },
    };
    const entries = new SealedEntries(counting);
    const older = entries.openAll(rows.slice(0, 1));
    const newer = entries.openAll(rows);
    await Promise.all([older, newer]);
    expect((await entries.openAll(rows)).entries).toHaveLength(3);
    expect(opened).toBe(3);
  });

  it('the entries of an outbox are forgotten once they are gone', async () => {
    const sealer = testSealer(1);
    const row = await sealEntry(entryOf(1), sealer);
    let opened = 0;
    const entries = new SealedEntries({
      ...sealer,
      unseal: (text, place) => {
        opened += 1;
        return sealer.unseal(text, place);
      },
    });
    for (const rows of [[row], [], [row]]) await entries.openAll(rows);
    expect(opened).toBe(2);
  });
});
