import type { DesktopBridge } from '../../bridge/bridge.ts';
import { createBrowserBridge } from './browser-bridge.ts';

declare global {
  interface Window {
    /** Put there by the preload script in Electron. */
    marginiq?: DesktopBridge;
  }
}

export function hostBridge(): DesktopBridge {
  return (
    window.marginiq ??
    createBrowserBridge({
      storage: window.localStorage,
      locks: navigator.locks,
      userAgent: navigator.userAgent,
      now: () => new Date(),
    })
  );
}
