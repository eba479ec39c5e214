import { t } from '@marginiq/ui/messages';
import { dialog } from 'electron';
import log from 'electron-log/main';
import type { UpdateState } from '../bridge/shell-bridge.ts';
import type { Updates } from './updates.ts';

function words(state: UpdateState): { message: string; detail?: string } {
  switch (state.at) {
    case 'none':
      return { message: t('shell.noUpdate') };
    case 'downloading':
      return { message: t('shell.updateDownloading', state), detail: t('shell.updateDownloadingDetail') };
    case 'ready':
      return { message: t('shell.updateReady', state), detail: t('shell.updateReadyDetail') };
  }
}

/** Asked for from the menu: says what was found, even if that is nothing. */
export async function checkForUpdates(updates: Updates): Promise<void> {
  try {
    await dialog.showMessageBox({ type: 'info', title: 'MarginIQ', ...words(await updates.look()) });
  } catch (error) {
    log.warn(error);
    const [message, detail] = [t('shell.updateFailed'), t('shell.updateFailedDetail')];
    await dialog.showMessageBox({ type: 'warning', title: 'MarginIQ', message, detail });
  }
}
