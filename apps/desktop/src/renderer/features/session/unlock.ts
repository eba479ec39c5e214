import type { DesktopBridge } from '../../../bridge/bridge.ts';
import { finishLeaving, type LeavingPorts } from '../../app/leaving.ts';

/**
 * Unlocks, and then finishes what could not be finished while the host was locked: a locked vault holds the keys of those who left
 * too, and gives up none of them.
 */
export function unlockAndFinish(
  { unlock }: Pick<DesktopBridge, 'unlock'>,
  leaving: LeavingPorts,
): DesktopBridge['unlock'] {
  return async (passphrase) => {
    const isOpen = await unlock(passphrase);
    if (isOpen) await finishLeaving(leaving);
    return isOpen;
  };
}
