import { app, powerMonitor } from 'electron';
import log from 'electron-log/main';
import { createElectronUpdater } from './electron-updater.ts';
import { tellWindows } from './tell-windows.ts';
import type { UpdateFeed } from './update-feed.ts';
import { Updates } from './updates.ts';

const LOOK_EVERY_MS = 4 * 60 * 60 * 1000;

/** Looks for updates now and every few hours, and installs what is there when the program ends. */
export function startUpdates(feed: UpdateFeed, unsent: () => number | null): Updates {
  let isSystemEnding = false;
  powerMonitor.on('shutdown', () => {
    isSystemEnding = true;
  });
  const updates = new Updates({
    updater: createElectronUpdater(feed),
    unsent,
    isSystemEnding: () => isSystemEnding,
    tell: (state) => tellWindows('update:changed', state),
    log: (message) => log.info(message),
  });
  updates.lookQuietly();
  const timer = setInterval(() => updates.lookQuietly(), LOOK_EVERY_MS);
  app.on('quit', (_event, exitCode) => {
    clearInterval(timer);
    // The program ended by a failure: the next start should bring the version that people know.
    if (exitCode === 0) updates.installOnQuit();
  });
  return updates;
}
