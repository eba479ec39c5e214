import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { unsentOnDevice } from '../../app/unsent-on-device.ts';
import { databaseNameOf } from '../../app/workspace.ts';
import { useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { useSession } from '../session/session-context.ts';
import { useUnsettled } from '../sync/unsettled.ts';

/** What other people left unsent on this device; undefined until it has been counted. They do nothing while this person is here. */
function useUnsentOfOthers(own: string): number | null | undefined {
  const [count, setCount] = useState<number | null>();
  useEffect(() => {
    let isCurrent = true;
    void unsentOnDevice(own)
      .catch(() => null)
      .then((counted) => {
        if (isCurrent) setCount(counted);
      });
    return () => {
      isCurrent = false;
    };
  }, [own]);
  return count;
}

/** Follows links to requests, and tells the program around the page how much waits to be sent, so that no update is installed over it. */
export function useDesktopShell(): void {
  const { bridge } = useSession();
  const navigate = useNavigate();
  const isRead = useRequests() !== null;
  // Locked commands wait too: they are sent once their key is back.
  const { waiting, locked } = useUnsettled();
  const unsent = waiting + locked;
  const ofOthers = useUnsentOfOthers(databaseNameOf(useWorkspace().profile));

  useEffect(
    () =>
      bridge.onRequestLink(({ requestCode }) => void navigate({ to: '/code/$code', params: { code: requestCode } })),
    [bridge, navigate],
  );
  useEffect(() => {
    // Until the local database has answered, nobody knows.
    if (isRead && ofOthers !== undefined) bridge.reportUnsent(ofOthers === null ? null : unsent + ofOthers);
  }, [bridge, isRead, unsent, ofOthers]);
}
