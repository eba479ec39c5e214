import { join } from 'node:path';
import { BrowserWindow, dialog, shell } from 'electron';
import { SERVER_URL_ARGUMENT } from '../preload/channels.ts';
import { guardNavigation } from './navigation-guard.ts';

export interface WindowOptions {
  /** Where the page comes from, without a slash at its end. */
  pageOrigin: string;
  serverUrl: string;
}

/** The one window. Its page runs sandboxed, apart from the preload, and without Node. */
export function openWindow({ pageOrigin, serverUrl }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    minWidth: 380,
    minHeight: 560,
    show: false,
    backgroundColor: '#ffffff',
    title: 'MarginIQ',
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      additionalArguments: [`${SERVER_URL_ARGUMENT}${serverUrl}`],
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  });
  guardNavigation(window.webContents, { pageOrigin, openOutside: (address) => void shell.openExternal(address) });
  window.webContents.session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  window.webContents.on('render-process-gone', () => {
    const choice = dialog.showMessageBoxSync(window, {
      type: 'error',
      message: 'MarginIQ stopped working.',
      detail: 'What you submitted is saved on this device.',
      buttons: ['Open again', 'Close'],
    });
    if (choice === 0) window.reload();
    else window.destroy();
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${pageOrigin}/`);
  return window;
}
