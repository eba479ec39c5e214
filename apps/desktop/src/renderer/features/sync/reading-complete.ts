import type { SyncStatus } from '@marginiq/sync/engine/sync-status';
import type { Replica } from '@marginiq/sync/replica/replica';
import { useCallback, useSyncExternalStore } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';

/**
 * Whether all of the company's data has been read. Until then, what is missing on this device says nothing: it may be on its way,
 * or be one of those that could not be read.
 */
export function isReadingComplete(
  { syncedAt, progress, unreadable }: Pick<SyncStatus, 'syncedAt' | 'progress' | 'unreadable'>,
  { cursor }: Pick<Replica, 'cursor'>,
): boolean {
  return syncedAt !== null && progress === null && cursor !== null && unreadable === null;
}

/** Draws again only when the answer changes: the status itself changes every second. */
export function useReadingComplete(): boolean {
  const { status, replica } = useWorkspace();
  const isComplete = useCallback(() => isReadingComplete(status.get(), replica), [status, replica]);
  return useSyncExternalStore(status.watch, isComplete);
}
