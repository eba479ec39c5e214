import type { ShellBridge } from '../../bridge/shell-bridge.ts';
import { ElectronUpdate } from './electron-update.ts';
import { announceReload, announceUpdate, openUpdateChannel } from './update-windows.ts';

/** The installed program finds newer versions by its main process, and serves its page without a service worker. */
export function createElectronUpdate(shell: ShellBridge): ElectronUpdate {
  return new ElectronUpdate({
    shell,
    windows: openUpdateChannel(),
    beforeUpdate: announceUpdate,
    beforeReload: announceReload,
  });
}
