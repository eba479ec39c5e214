import type { Profile } from '@marginiq/contract/session';
import { openPatiently } from '@marginiq/sync/database/open-patiently';
import type { DesktopBridge } from '../../bridge/bridge.ts';
import { isSameIdentity } from '../../bridge/identity.ts';
import type { AccessToken } from '../features/session/access-token.ts';
import { tellRewritten } from '../features/sync/tell-rewritten.ts';
import { afterByTimer } from '../host/after-by-timer.ts';
import { NotRewrittenError, reopenWorkspace } from './reopen.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

interface Options {
  accessToken: AccessToken;
  /** It takes a while to open. */
  onSlow: () => void;
  /** The local database was closed under the program; this workspace replaces the previous one. */
  onReopened: (workspace: Workspace) => void;
  /** It was closed, and is not opened again: the session is no longer this person's. */
  onEnded: () => void;
  /** It could not be opened again. */
  onBroken: (error: unknown) => void;
}

/**
 * Opens what the person holds on this device, and opens it again whenever it is closed under the program.
 * @returns null if the session is no longer this person's: signed out in another window, perhaps. That is no fault of the
 * database, and its data may have been deleted on purpose.
 * @throws LocalDatabaseError if it cannot be opened for some seconds
 */
export function openLasting(
  bridge: DesktopBridge,
  profile: Profile,
  { accessToken, onSlow, onReopened, onEnded, onBroken }: Options,
): Promise<Workspace | null> {
  const isTheirs = async () => {
    const stored = await bridge.storedSession();
    return stored !== null && !('locked' in stored) && isSameIdentity(stored.profile, profile);
  };
  let isRecovering = false;
  /** Closed while it was being written again: the rewriting notices, or handles it afterwards. */
  let closedMeanwhile: Workspace | null = null;
  const onClosed = (_error: unknown, broken: Workspace) => {
    if (isRecovering) closedMeanwhile = broken;
    else void recover(broken);
  };
  const openTheirs = async (): Promise<Workspace | null> => {
    let workspace: Workspace | null = null;
    try {
      workspace = await openWorkspace(bridge, profile, { accessToken, onBroken: onClosed });
      if (await isTheirs()) return workspace;
      await workspace.close();
      return null;
    } catch (error) {
      await workspace?.close().catch(() => undefined);
      // The fault may be that nobody gets this person's key any more. A host that does not answer tells nothing.
      if (!(await isTheirs().catch(() => true))) return null;
      throw error;
    }
  };
  const open = (slow: () => void) => openPatiently(openTheirs, { after: afterByTimer, onSlow: slow });
  const recover = async (broken: Workspace) => {
    isRecovering = true;
    const workspace = await recovered(broken).catch((error: unknown) => {
      if (error instanceof NotRewrittenError) tellRewritten(error.told);
      onBroken(error);
      return null;
    });
    isRecovering = false;
    if (workspace !== null && workspace === closedMeanwhile) void recover(workspace);
  };
  /** Null if the session has ended. */
  const recovered = async (broken: Workspace): Promise<Workspace | null> => {
    const reopened = (await isTheirs()) ? await reopenWorkspace(broken, () => open(() => undefined)) : null;
    if (reopened === null || !(await isTheirs())) {
      await (reopened?.workspace ?? broken).close().catch(() => undefined);
      onEnded();
      return null;
    }
    const { workspace, ...rewritten } = reopened;
    onReopened(workspace);
    tellRewritten(rewritten);
    return workspace;
  };
  return open(onSlow);
}
