import { createContext, useContext } from 'react';
import type { DesktopBridge } from '../../../bridge/bridge.ts';

export interface SessionActions {
  bridge: DesktopBridge;
  /** Takes this person's data off the device, except commands that were not sent. */
  signOut: () => Promise<void>;
}

export const SessionContext = createContext<SessionActions | null>(null);

export function useSession(): SessionActions {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession outside of a session');
  return session;
}
