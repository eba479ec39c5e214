import type { Formats } from '@marginiq/ui/format';
import { createContext, useContext } from 'react';
import { useLive } from './live.ts';
import type { Workspace } from './workspace.ts';

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error('useWorkspace outside of an open workspace');
  return workspace;
}

export const useKnowledge = () => useLive(useWorkspace().knowledge);
export const useRequests = () => useLive(useWorkspace().requests);
export const useEntries = () => useLive(useWorkspace().entries);
export const useSyncStatus = () => useLive(useWorkspace().status);

export const useFormats = (): Formats => useLive(useWorkspace().formats);
