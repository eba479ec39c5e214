import log from 'electron-log/main';
import { type AppUpdater, autoUpdater, BaseUpdater } from 'electron-updater';
import type { UpdateFeed } from './update-feed.ts';
import type { Updater } from './updates.ts';

/** electron-updater behind our port. It decides neither when to look nor when to install. */
export function createElectronUpdater(feed: UpdateFeed): Updater {
  const updater: AppUpdater = autoUpdater;
  updater.logger = log;
  updater.autoDownload = true;
  // `Updates` decides at the moment of quitting whether it may be installed.
  updater.autoInstallOnAppQuit = false;
  if (feed.url !== null) updater.setFeedURL({ provider: 'generic', url: feed.url });
  if (feed.channel !== null) updater.channel = feed.channel;
  // Naming a channel allows older versions as well, and an older version may not read what this one stored.
  updater.allowDowngrade = false;
  const isDevicesTurn = updater.isUserWithinRollout;

  return {
    look: async (everyone) => {
      updater.isUserWithinRollout = everyone ? () => true : isDevicesTurn;
      const found = await updater.checkForUpdates();
      if (!found?.isUpdateAvailable) return null;
      // Failures arrive as an event; here they would end the process as an unhandled rejection.
      found.downloadPromise?.catch((error: unknown) => log.warn(`the update was not downloaded: ${String(error)}`));
      return found.updateInfo.version;
    },
    onDownloading: (listener) => void updater.on('update-available', ({ version }) => listener(version)),
    onDownloaded: (listener) => void updater.on('update-downloaded', ({ version }) => listener(version)),
    onFailed: (listener) => void updater.on('error', listener),
    // macOS: Squirrel cannot install on quit alone, it always starts the program again.
    install: () => updater instanceof BaseUpdater && updater.install(true, false),
    installAndRestart: () => {
      const failures: Error[] = [];
      const fail = (error: Error) => void failures.push(error);
      updater.on('error', fail);
      // Not `install`: only this one can be called again after it failed.
      updater.quitAndInstall(false, true);
      updater.removeListener('error', fail);
      return failures.length === 0;
    },
  };
}
