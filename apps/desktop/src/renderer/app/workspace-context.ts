import type { ActingUser } from '@marginiq/domain/context';
import type { Formats } from '@marginiq/ui/format';
import { createContext, useContext, useMemo } from 'react';
import { useLive } from './live.ts';
import type { Workspace } from './workspace.ts';

export const WorkspaceContext = createContext<Workspace | null>(null);

/** The workspace as screens see it: the person with their current role and team. */
export type ShownWorkspace = Omit<Workspace, 'actor'> & { actor: ActingUser };

export function useWorkspace(): ShownWorkspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error('useWorkspace outside of an open workspace');
  const actor = useLive(workspace.actor);
  return useMemo(() => ({ ...workspace, actor }), [workspace, actor]);
}

export const useKnowledge = () => useLive(useWorkspace().knowledge);
export const useRequests = () => useLive(useWorkspace().requests);
export const useEntries = () => useLive(useWorkspace().entries);
export const useSyncStatus = () => useLive(useWorkspace().status);

export const useFormats = (): Formats => useLive(useWorkspace().formats);
