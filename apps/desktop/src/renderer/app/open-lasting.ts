import type { Profile } from '@marginiq/contract/session';
import { openPatiently } from '@marginiq/sync/open-patiently';
import type { DesktopBridge } from '../../bridge/bridge.ts';
import { isSameIdentity } from '../../bridge/identity.ts';
import type { AccessToken } from '../features/session/access-token.ts';
import { tellRewritten } from '../features/sync/tell-rewritten.ts';
import { afterByTimer } from './after-by-timer.ts';
import { reopenWorkspace } from './reopen.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

interface Options {
  accessToken: AccessToken;
  /** It takes a while to open. */
  onSlow: () => void;
  /** The local database was closed under the program; this workspace replaces the previous one. */
  onReopened: (workspace: Workspace) => void;
  /** It could not be opened again. */
  onBroken: (error: unknown) => void;
}

/**
 * Opens what the person holds on this device, and opens it again whenever it is closed under the program.
 * @throws LocalDatabaseError where it cannot be opened for some seconds
 */
export function openLasting(
  bridge: DesktopBridge,
  profile: Profile,
  { accessToken, onSlow, onReopened, onBroken }: Options,
): Promise<Workspace> {
  const open = () =>
    openWorkspace(bridge, profile, { accessToken, onBroken: (_error, broken) => void recover(broken) });
  // Signed out, in another window perhaps: then its data was deleted on purpose.
  const isTheirs = async () => {
    const stored = await bridge.storedSession();
    return stored !== null && isSameIdentity(stored.profile, profile);
  };
  const recover = async (broken: Workspace) => {
    try {
      if (!(await isTheirs())) return;
      const { workspace, ...rewritten } = await reopenWorkspace(broken, open);
      if (!(await isTheirs())) {
        await workspace.close();
        return;
      }
      onReopened(workspace);
      tellRewritten(rewritten);
    } catch (error) {
      onBroken(error);
    }
  };
  return openPatiently(open, { after: afterByTimer, onSlow });
}
