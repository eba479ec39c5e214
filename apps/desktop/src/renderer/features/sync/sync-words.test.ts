import { INITIAL_STATUS, type SyncStatus } from '@marginiq/sync/engine/sync-status';
import { TRANSPORT_FAULTS } from '@marginiq/sync/engine/transport';
import { createFormats } from '@marginiq/ui/format';
import { describe, expect, it } from 'vitest';
import { syncWords, waitingReason } from './sync-words.ts';

const NOW = Date.parse('2026-11-25T10:00:00.000Z');
const secondsAgo = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const status = (change: Partial<SyncStatus>): SyncStatus => ({ ...INITIAL_STATUS, ...change });
const words = (change: Partial<SyncStatus>, unsettled = { waiting: 0, refused: 0, locked: 0 }) =>
  syncWords(status(change), { unsettled, formats: createFormats('en', 'EUR', 2), now: NOW, isInOutbox: false });

describe('the words of a connection', () => {
  it('progress is a share and never more than all', () => {
    const receiving = (seq: number, newestSeq: number) =>
      words({ phase: 'syncing', progress: { seq, newestSeq } }).label;
    expect(receiving(50, 100)).toBe('Receiving 50%');
    expect(receiving(120, 100)).toBe('Receiving 100%');
    expect(receiving(0, 0)).toBe('Receiving 0%');
  });

  it('maintenance is no failure, and says until when if that is known', () => {
    const known = words({ phase: 'waiting', fault: 'maintenance', maintenanceUntil: '2026-11-25T10:30:00.000Z' });
    expect(known).toMatchObject({ tone: 'waiting', label: 'Maintenance' });
    expect(known.detail).toContain('probably until ');
    const unknown = words({ phase: 'waiting', fault: 'maintenance', maintenanceUntil: null });
    expect(unknown.detail).toMatch(/^The server is under maintenance\. You can continue working/);
  });

  it('a failure of the server names its reference, and nothing else does', () => {
    const said = (fault: 'server' | 'offline') => words({ phase: 'waiting', fault, reference: '0193-a1' }).detail;
    expect(said('server')).toContain('Reference: 0193-a1');
    expect(said('offline')).not.toContain('0193-a1');
    expect(words({ phase: 'waiting', fault: 'server' }).detail).not.toContain('Reference');
  });

  it('every fault says what waits for what, never "up to date", and never the server’s own words', () => {
    for (const fault of [...TRANSPORT_FAULTS, 'local' as const, 'storageFull' as const]) {
      const said = words({ phase: 'waiting', fault, message: 'ECONNRESET at line 7' });
      expect(said.tone).not.toBe('good');
      expect(said.label).not.toContain('.');
      expect(said.detail).not.toMatch(/faultDetail|ECONNRESET/);
      expect(waitingReason(status({ phase: 'waiting', fault }))).toMatch(/^Waiting for/);
    }
  });

  it('the user is asked to act only if the user can', () => {
    expect(words({ phase: 'stopped', fault: 'signedOut' }).detail).toContain('sign in');
    expect(words({ phase: 'waiting', fault: 'offline' }).detail).toContain('continue working');
  });

  it('up to date is said only if the server was heard within 10 s, by words that are up to a second old', () => {
    expect(words({ phase: 'synced', heardAt: secondsAgo(4) })).toMatchObject({ tone: 'good', label: 'Up to date' });
    expect(words({ phase: 'synced', heardAt: secondsAgo(8.4) }).label).toBe('Up to date');
    const quiet = words({ phase: 'synced', heardAt: secondsAgo(8.6) });
    expect(quiet.tone).toBe('waiting');
    expect(quiet.label).toMatch(/^Last heard \d/);
    expect(words({ phase: 'synced', heardAt: null }).tone).not.toBe('good');
  });

  it('offline comes with the time at which the server was last heard, if it was', () => {
    const offline = (heardAt: string | null) => words({ phase: 'waiting', fault: 'offline', heardAt });
    expect(offline(null).label).toBe('Offline');
    expect(offline(secondsAgo(12)).label).toMatch(/^Offline since \d\d?:\d\d/);
    // A time of day alone would name the wrong day.
    const yesterday = offline(secondsAgo(30 * 3600));
    expect(yesterday.label).toBe('Offline');
    expect(yesterday.detail).toContain('24');
  });

  it('a clock that was set back by hours makes nothing up to date', () => {
    expect(words({ phase: 'synced', heardAt: secondsAgo(-7200) }).tone).toBe('waiting');
  });

  it('everything sent and received is never said above a refused, a waiting or a locked action', () => {
    const heard = { phase: 'synced', heardAt: secondsAgo(1) } as const;
    expect(words(heard).detail).toBe('Everything has been sent and received.');
    const refused = words(heard, { waiting: 0, refused: 2, locked: 0 });
    expect(refused).toMatchObject({ tone: 'bad', label: '2 not accepted' });
    expect(refused.detail).not.toContain('Everything');
    const waiting = words(heard, { waiting: 1, refused: 0, locked: 0 });
    expect(waiting).toMatchObject({ tone: 'busy', label: 'Sending' });
    expect(waiting.detail).not.toContain('Everything');
    // What waits behind it is not being sent either.
    const locked = words(heard, { waiting: 1, refused: 0, locked: 2 });
    expect(locked).toMatchObject({ tone: 'bad', label: 'Actions locked' });
    expect(locked.detail).toContain('2 unsent actions are locked');
  });

  it('what could not be read is counted by what it is, and never called up to date', () => {
    const heard = { phase: 'synced', heardAt: secondsAgo(1) } as const;
    const none = { requests: 0, customers: 0, products: 0, reference: 0 };
    expect(words({ ...heard, unreadable: { counts: { ...none, customers: 1 }, isTold: true } })).toEqual({
      tone: 'bad',
      label: '1 not readable',
      detail: '1 customer could not be read and is not shown. The server has been told.',
    });
    const several = { ...none, requests: 2, products: 1 };
    const untold = words({ ...heard, unreadable: { counts: several, isTold: false } });
    expect(untold.label).toBe('3 not readable');
    // Law 10: that the server knows is said when it does.
    expect(untold.detail).toBe(
      '2 requests and 1 product could not be read and are not shown. The server will be told.',
    );
  });

  it('the outbox’s own page refers to the refused actions below', () => {
    const heard = status({ phase: 'synced', heardAt: secondsAgo(1) });
    const unsettled = { waiting: 0, refused: 1, locked: 0 };
    const said = (isInOutbox: boolean) =>
      syncWords(heard, { unsettled, formats: createFormats('en', 'EUR', 2), now: NOW, isInOutbox }).detail;
    expect(said(true)).toBe('Connected. 1 action was not accepted; see below.');
    expect(said(false)).toBe('Connected. 1 action was not accepted; see the outbox.');
  });
});
