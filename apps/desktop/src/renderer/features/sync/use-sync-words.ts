import { useRouterState } from '@tanstack/react-router';
import { pathOf } from '../../app/section.ts';
import { useNow } from '../../app/use-now.ts';
import { useFormats, useSyncStatus } from '../../app/workspace-context.ts';
import { type SyncWords, syncWords } from './sync-words.ts';
import { useUnsettled } from './unsettled.ts';

/** The words of the connection as they are right now: they age. */
export function useSyncWords(): SyncWords {
  const status = useSyncStatus();
  const unsettled = useUnsettled();
  const formats = useFormats();
  const now = useNow(1_000);
  const isInOutbox = useRouterState({ select: ({ location }) => location.pathname === pathOf('outbox') });
  return syncWords(status, { unsettled, formats, now, isInOutbox });
}
