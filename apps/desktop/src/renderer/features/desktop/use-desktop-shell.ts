import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useRequests } from '../../app/workspace-context.ts';
import { useSession } from '../session/session-context.ts';
import { useUnsettled } from '../sync/unsettled.ts';

/** Follows links to requests, and tells the program around the page how much waits to be sent, so that no update is installed over it. */
export function useDesktopShell(): void {
  const { bridge } = useSession();
  const navigate = useNavigate();
  const isRead = useRequests() !== null;
  // Locked commands wait too: they are sent once their key is back.
  const { waiting, locked } = useUnsettled();
  const unsent = waiting + locked;

  useEffect(
    () =>
      bridge.onRequestLink(({ requestCode }) => void navigate({ to: '/code/$code', params: { code: requestCode } })),
    [bridge, navigate],
  );
  useEffect(() => {
    // Until the local database has answered, nobody knows.
    if (isRead) bridge.reportUnsent(unsent);
  }, [bridge, isRead, unsent]);
}
