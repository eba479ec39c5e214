import type { PullProgress } from '../replica/pull-changes.ts';
import type { Unreadable } from '../replica/tell-set-aside.ts';
import type { TransportFault } from './transport.ts';

/** What the user is told about the connection. */
export interface SyncStatus {
  phase:
    | 'starting'
    /** Exchanging something right now. */
    | 'syncing'
    /** In step with the server. */
    | 'synced'
    /** Waiting to try again; `fault` says why. */
    | 'waiting'
    /** Nothing more happens until the user acts: signs in, updates. */
    | 'stopped';
  /** `storageFull`: the device has no room for what is to be received; `local`: the local database failed. */
  fault: TransportFault | 'storageFull' | 'local' | null;
  message: string | null;
  /** The id of the failed call in the server's log; null if it named none. */
  reference: string | null;
  /** When the maintenance is to be over, if that is why it waits and the server said so. */
  maintenanceUntil: string | null;
  progress: PullProgress | null;
  /** When everything was last in step. */
  syncedAt: string | null;
  /** When anything was last heard from the server; null: not since the program started. Moves at least every 4 s while live. */
  heardAt: string | null;
  /** True while the stream is live; otherwise we poll. */
  live: boolean;
  /** Documents that the server sent and this program cannot read, so that they are not shown; null: none. */
  unreadable: Unreadable | null;
}

export const INITIAL_STATUS: SyncStatus = {
  phase: 'starting',
  fault: null,
  message: null,
  reference: null,
  maintenanceUntil: null,
  progress: null,
  syncedAt: null,
  heardAt: null,
  live: false,
  unreadable: null,
};
