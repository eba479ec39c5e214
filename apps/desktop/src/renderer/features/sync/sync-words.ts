import type { SyncStatus } from '@marginiq/sync/sync-status';

export type SyncTone = 'good' | 'busy' | 'waiting' | 'bad';

/** What the connection is, in two words for the chip and a sentence for its explanation. */
export function syncWords({ phase, fault, message, progress }: SyncStatus): {
  tone: SyncTone;
  label: string;
  detail: string;
} {
  if (phase === 'synced') return { tone: 'good', label: 'Up to date', detail: 'Everything is sent and received.' };
  if (phase === 'starting') return { tone: 'busy', label: 'Connecting', detail: 'Looking for the server.' };
  if (phase === 'syncing') {
    if (progress === null) return { tone: 'busy', label: 'Syncing', detail: 'Sending and receiving.' };
    const share = Math.min(100, Math.round((progress.seq / Math.max(progress.newestSeq, 1)) * 100));
    return { tone: 'busy', label: `Receiving ${share} %`, detail: 'Receiving your company’s data.' };
  }
  switch (fault) {
    case 'offline':
      return {
        tone: 'waiting',
        label: 'Offline',
        detail: 'No connection to the server. You can go on working; everything is sent when it is back.',
      };
    case 'signedOut':
      return { tone: 'bad', label: 'Signed out', detail: 'Your session has ended. Sign in again to send and receive.' };
    case 'outdated':
      return {
        tone: 'bad',
        label: 'Update needed',
        detail: `This program and the server do not match. ${message ?? 'Update it.'}`,
      };
    case 'revoked':
      return { tone: 'bad', label: 'Access taken away', detail: 'An admin took this device’s access away.' };
    case 'suspended':
      return {
        tone: 'waiting',
        label: 'Suspended',
        detail: 'Your company’s access is suspended. What you do is kept on this device and sent when it goes on.',
      };
    case 'storageFull':
      return {
        tone: 'bad',
        label: 'Device is full',
        detail:
          'There is no room left on this device for what is to be received. Free some space; what you do is sent first.',
      };
    case 'local':
      return {
        tone: 'bad',
        label: 'Device problem',
        detail: `This device could not save what was received: ${message ?? ''}`,
      };
    default:
      return {
        tone: 'waiting',
        label: 'Server trouble',
        detail: `${message ?? 'The server failed.'} It is tried again by itself.`,
      };
  }
}

/** Why something waits, as said beside it. */
export function waitingReason(status: SyncStatus): string {
  if (status.phase === 'synced' || status.phase === 'syncing' || status.phase === 'starting') return 'Being sent now';
  if (status.fault === 'offline') return 'Waiting for the network';
  if (status.fault === 'signedOut') return 'Waiting for you to sign in again';
  if (status.fault === 'outdated') return 'Waiting for an update of MarginIQ';
  if (status.fault === 'suspended') return 'Waiting for your company’s access to go on';
  return 'Waiting for the server';
}
