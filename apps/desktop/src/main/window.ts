import { join } from 'node:path';
import { BrowserWindow, Menu, shell } from 'electron';
import { SERVER_URL_ARGUMENT } from '../preload/channels.ts';
import { offerRestartAfterCrash } from './crashed-window.ts';
import { editItems } from './menu.ts';
import { guardNavigation } from './navigation-guard.ts';

export interface WindowOptions {
  /** The page's origin, without a trailing slash. */
  pageOrigin: string;
  serverUrl: string;
  /** The session partition of the renderer's storage. */
  partition: string;
}

const SIZE = { width: 1280, height: 860 };
/** Offset of each further window from the previous one, in pixels, so that it is not mistaken for the same window. */
const STEP = 28;

function besideFocused(): { x: number; y: number } | undefined {
  const bounds = BrowserWindow.getFocusedWindow()?.getBounds();
  return bounds === undefined ? undefined : { x: bounds.x + STEP, y: bounds.y + STEP };
}

/** Its page runs sandboxed, apart from the preload, and without Node. */
export function openWindow({ pageOrigin, serverUrl, partition }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...SIZE,
    ...besideFocused(),
    minWidth: 380,
    minHeight: 560,
    show: false,
    backgroundColor: '#ffffff',
    title: 'MarginIQ',
    webPreferences: {
      partition,
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      additionalArguments: [`${SERVER_URL_ARGUMENT}${serverUrl}`],
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  });
  guardNavigation(window.webContents, { pageOrigin, openOutside: (address) => void shell.openExternal(address) });
  offerRestartAfterCrash(window);
  window.webContents.on('context-menu', (_event, { isEditable, selectionText }) => {
    if (isEditable || selectionText !== '') Menu.buildFromTemplate(editItems()).popup({ window });
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${pageOrigin}/`);
  return window;
}

/** Brings the program to the front: the window that was used last, or a new one where all were closed (macOS). */
export function focusOrOpen(open: () => BrowserWindow): void {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0] ?? open();
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
