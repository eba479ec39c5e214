import { t } from '@marginiq/ui/messages';
import { type BrowserWindow, dialog } from 'electron';
import log from 'electron-log/main';

/** Offers to open a window again whose renderer process has died. What was saved is on the disk; the page finds it there. */
export function offerRestartAfterCrash(window: BrowserWindow): void {
  window.webContents.on('render-process-gone', async (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.error(`a renderer process ended: ${reason} (${exitCode})`);
    // Not `showMessageBoxSync`: it would hold up all other windows and their sessions.
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      title: 'MarginIQ',
      message: t('shell.crashed'),
      detail: t('shell.crashedDetail'),
      buttons: [t('shell.openAgain'), t('shell.close')],
      defaultId: 0,
      cancelId: 1,
    });
    if (window.isDestroyed()) return;
    if (response === 0) window.webContents.reload();
    else window.destroy();
  });
}
