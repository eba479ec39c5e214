import { useEffect } from 'react';
import { useAppUpdate } from './update-context.ts';
import { useSyncStatus } from './workspace-context.ts';

/** Checks for a newer version as soon as the server refuses this one, and stops once the server accepts it again. */
export function useRequiredUpdate(): void {
  const update = useAppUpdate();
  const { fault, phase } = useSyncStatus();
  const outdated = fault === 'outdated';
  const accepted = phase === 'synced';
  useEffect(() => {
    if (outdated) update?.setRequired(true);
    else if (accepted) update?.setRequired(false);
  }, [outdated, accepted, update]);
}
