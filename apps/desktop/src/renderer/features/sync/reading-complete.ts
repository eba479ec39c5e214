import type { Replica } from '@marginiq/sync/replica';
import type { SyncStatus } from '@marginiq/sync/sync-status';
import { useCallback, useSyncExternalStore } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';

/**
 * Whether the company's data has been read to its end. Until then, what is missing on this device says nothing: it may be
 * on its way.
 */
export function isReadingComplete(
  { syncedAt, progress }: Pick<SyncStatus, 'syncedAt' | 'progress'>,
  { cursor }: Pick<Replica, 'cursor'>,
): boolean {
  return syncedAt !== null && progress === null && cursor !== null;
}

/** Draws again only when the answer changes: the status itself changes every second. */
export function useReadingComplete(): boolean {
  const { status, replica } = useWorkspace();
  const isComplete = useCallback(() => isReadingComplete(status.get(), replica), [status, replica]);
  return useSyncExternalStore(status.watch, isComplete);
}
