import { t } from '@marginiq/ui/messages';
import type { MenuItemConstructorOptions } from 'electron';

export interface MenuOptions {
  platform: NodeJS.Platform;
  /** A packaged program has neither Reload nor developer tools: a reload looks like lost work, the tools show data. */
  isPackaged: boolean;
  openWindow: () => void;
  showLog: () => void;
  showAbout: () => void;
  /** Null if no feed of updates is set. */
  checkForUpdates: (() => void) | null;
}

type Items = MenuItemConstructorOptions[];
const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

/** Every menu takes its words from the catalogue and, if there is one, its action from Electron's roles. */
export function menuTemplate(options: MenuOptions): Items {
  const { platform, openWindow } = options;
  const isMac = platform === 'darwin';
  const newWindow = { id: 'newWindow', label: t('shell.newWindow'), accelerator: 'CmdOrCtrl+N', click: openWindow };
  return [
    ...(isMac ? [applicationMenu(options)] : []),
    {
      label: t('shell.file'),
      submenu: [
        newWindow,
        { role: 'close', label: t('shell.closeWindow') },
        ...(isMac ? [] : [SEPARATOR, { role: 'quit', label: t('shell.quit') } as const]),
      ],
    },
    { label: t('shell.edit'), submenu: editItems() },
    { label: t('shell.view'), submenu: viewItems(options) },
    {
      label: t('shell.window'),
      role: 'window',
      submenu: [
        { role: 'minimize', label: t('shell.minimize') },
        ...(isMac
          ? ([
              { role: 'zoom', label: t('shell.zoom') },
              SEPARATOR,
              { role: 'front', label: t('shell.bringToFront') },
            ] as const)
          : []),
      ],
    },
    { label: t('shell.help'), role: 'help', submenu: helpItems(options) },
  ];
}

function aboutItem({ showAbout }: MenuOptions): MenuItemConstructorOptions {
  return { id: 'about', label: t('shell.about'), click: showAbout };
}

/** macOS calls this menu by the program's name, whatever its label. */
function applicationMenu(options: MenuOptions): MenuItemConstructorOptions {
  return {
    label: 'MarginIQ',
    submenu: [
      aboutItem(options),
      SEPARATOR,
      { role: 'services', label: t('shell.services') },
      SEPARATOR,
      { role: 'hide', label: t('shell.hide') },
      { role: 'hideOthers', label: t('shell.hideOthers') },
      { role: 'unhide', label: t('shell.showAll') },
      SEPARATOR,
      { role: 'quit', label: t('shell.quit') },
    ],
  };
}

/** Also a field's context menu. Without these roles, macOS has no keyboard copying at all. */
export function editItems(): Items {
  return [
    { role: 'undo', label: t('shell.undo') },
    { role: 'redo', label: t('shell.redo') },
    SEPARATOR,
    { role: 'cut', label: t('shell.cut') },
    { role: 'copy', label: t('shell.copy') },
    { role: 'paste', label: t('shell.paste') },
    { role: 'delete', label: t('shell.delete') },
    SEPARATOR,
    { role: 'selectAll', label: t('shell.selectAll') },
  ];
}

function viewItems({ isPackaged }: MenuOptions): Items {
  const items: Items = [
    { role: 'resetZoom', label: t('shell.resetZoom') },
    { role: 'zoomIn', label: t('shell.zoomIn') },
    { role: 'zoomOut', label: t('shell.zoomOut') },
    SEPARATOR,
    { role: 'togglefullscreen', label: t('shell.fullScreen') },
  ];
  if (isPackaged) return items;
  return [...items, SEPARATOR, { role: 'reload' }, { role: 'forceReload' }, { role: 'toggleDevTools' }];
}

function helpItems(options: MenuOptions): Items {
  const { platform, showLog, checkForUpdates } = options;
  return [
    { id: 'showLog', label: t('shell.showLog'), click: showLog },
    ...(checkForUpdates === null
      ? []
      : [{ id: 'checkForUpdates', label: t('shell.checkForUpdates'), click: checkForUpdates }]),
    ...(platform === 'darwin' ? [] : [SEPARATOR, aboutItem(options)]),
  ];
}
