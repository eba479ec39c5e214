import { describe, expect, it } from 'vitest';
import { discardWithCopy } from './discard-with-copy.ts';

function ports(saved: 'saved' | 'cancelled' | Error | null) {
  const happened: string[] = [];
  const save = async (rows: readonly string[]) => {
    happened.push(`save ${rows}`);
    if (saved instanceof Error) throw saved;
    return saved ?? 'saved';
  };
  return {
    happened,
    read: async () => ['a', 'b'],
    save: saved === null ? null : save,
    discard: async (rows: readonly string[]) => {
      happened.push(`discard ${rows}`);
      return rows.length;
    },
  };
}

describe('discardWithCopy', () => {
  it('discardWithCopy saves first, and discards just what it saved', async () => {
    const given = ports('saved');
    expect(await discardWithCopy(given)).toEqual({ kind: 'discarded', count: 2 });
    expect(given.happened).toEqual(['save a,b', 'discard a,b']);
  });

  it.each([
    ['cancelled', 'cancelled'],
    [new Error('the disk is full'), 'copyFailed'],
  ] as const)('nothing is discarded without the requested copy (%s)', async (saved, kind) => {
    const given = ports(saved);
    expect(await discardWithCopy(given)).toEqual({ kind });
    expect(given.happened).toEqual(['save a,b']);
  });

  it('discardWithCopy discards without a copy only if none is wanted', async () => {
    const given = ports(null);
    expect(await discardWithCopy(given)).toEqual({ kind: 'discarded', count: 2 });
    expect(given.happened).toEqual(['discard a,b']);
  });

  it('discardWithCopy says so if the storage fails', async () => {
    const failing = async () => Promise.reject(new Error('closed'));
    expect(await discardWithCopy({ ...ports('saved'), read: failing })).toEqual({ kind: 'failed' });
    expect(await discardWithCopy({ ...ports('saved'), discard: failing })).toEqual({ kind: 'failed' });
  });
});
