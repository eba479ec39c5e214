import { INITIAL_STATUS, type SyncStatus } from '@marginiq/sync/sync-status';
import { TRANSPORT_FAULTS } from '@marginiq/sync/transport';
import { describe, expect, it } from 'vitest';
import { syncWords, waitingReason } from './sync-words.ts';

const status = (change: Partial<SyncStatus>): SyncStatus => ({ ...INITIAL_STATUS, ...change });

describe('the words of a connection', () => {
  it('shows progress as a share and never more than all', () => {
    const half = status({ phase: 'syncing', progress: { seq: 50, newestSeq: 100 } });
    expect(syncWords(half).label).toBe('Receiving 50 %');
    expect(syncWords(status({ phase: 'syncing', progress: { seq: 120, newestSeq: 100 } })).label).toBe(
      'Receiving 100 %',
    );
    expect(syncWords(status({ phase: 'syncing', progress: { seq: 0, newestSeq: 0 } })).label).toBe('Receiving 0 %');
  });

  it('says for every fault what waits for what, and calls none of them up to date', () => {
    for (const fault of [...TRANSPORT_FAULTS, 'local' as const]) {
      const words = syncWords(status({ phase: 'waiting', fault, message: 'why' }));
      expect(words.tone).not.toBe('good');
      expect(words.detail.length).toBeGreaterThan(10);
      expect(waitingReason(status({ phase: 'waiting', fault }))).toMatch(/^Waiting for/);
    }
  });

  it('asks the user only where the user can do something', () => {
    expect(syncWords(status({ phase: 'stopped', fault: 'signedOut' })).detail).toContain('Sign in again');
    expect(syncWords(status({ phase: 'waiting', fault: 'offline' })).detail).toContain('go on working');
  });
});
