import type { Profile } from '@marginiq/contract/session';
import { createContext, useContext } from 'react';
import type { AdminSession } from './admin-session.ts';

export interface OpenAdminSession {
  session: AdminSession;
  profile: Profile;
  signOut: () => Promise<void>;
  /** This window's own device was revoked. */
  revoked: () => void;
}

export const AdminSessionContext = createContext<OpenAdminSession | null>(null);

export function useAdminSession(): OpenAdminSession {
  const open = useContext(AdminSessionContext);
  if (open === null) throw new Error('useAdminSession outside of a session');
  return open;
}
