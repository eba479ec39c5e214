import { isStorageFull } from '../database/storage-full.ts';
import type { SyncStatus } from './sync-status.ts';
import { TransportError } from './transport.ts';

/** Faults that automatic retries cannot fix. */
const STOPPING: ReadonlySet<SyncStatus['fault']> = new Set([
  'signedOut',
  'otherSession',
  'outdated',
  'revoked',
  'inactive',
]);

interface FaultStatus extends Pick<SyncStatus, 'message' | 'reference' | 'maintenanceUntil' | 'progress' | 'live'> {
  phase: 'waiting' | 'stopped';
  fault: NonNullable<SyncStatus['fault']>;
}

/** Takes back all that an earlier fault said. */
export const NO_FAULT = {
  fault: null,
  message: null,
  reference: null,
  maintenanceUntil: null,
  progress: null,
} as const satisfies Partial<SyncStatus>;

/**
 * What the status says of whatever the sync failed with, and nothing that an earlier fault said.
 * @param now by this device's clock, which may be wrong but is the one that its person looks at
 */
export function faultStatus(error: unknown, now: string): FaultStatus {
  const told = error instanceof TransportError ? error : null;
  const fault = told?.fault ?? (isStorageFull(error) ? 'storageFull' : 'local');
  const overInMs = told?.overInMs ?? null;
  return {
    ...NO_FAULT,
    phase: STOPPING.has(fault) ? 'stopped' : 'waiting',
    fault,
    message: error instanceof Error ? error.message : String(error),
    reference: told?.requestId ?? null,
    maintenanceUntil: overInMs === null ? null : new Date(Date.parse(now) + overInMs).toISOString(),
    live: false,
  };
}
