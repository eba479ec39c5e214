import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { type MenuOptions, menuTemplate } from './menu.ts';

const options: MenuOptions = {
  platform: 'linux',
  isPackaged: true,
  openWindow: () => undefined,
  showLog: () => undefined,
  showAbout: () => undefined,
  checkForUpdates: null,
};

function itemsOf(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}
const rolesOf = (given: Partial<MenuOptions>) =>
  itemsOf(menuTemplate({ ...options, ...given })).map(({ role }) => role);

describe('the application menu', () => {
  it.each(['linux', 'win32', 'darwin'] as const)(
    'the application menu has Edit roles, Help and About on %s',
    (platform) => {
      const items = itemsOf(menuTemplate({ ...options, platform }));
      expect(items.map(({ role }) => role)).toEqual(
        expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'help', 'quit']),
      );
      expect(items.filter(({ id }) => id === 'about')).toHaveLength(1);
      expect(items.find(({ id }) => id === 'newWindow')?.accelerator).toBe('CmdOrCtrl+N');
    },
  );

  it.each(['linux', 'win32', 'darwin'] as const)(
    'the application menu has every word from the catalogue on %s',
    (platform) => {
      const items = itemsOf(menuTemplate({ ...options, platform, checkForUpdates: () => undefined }));
      expect(items.filter(({ type, label }) => type !== 'separator' && label === undefined)).toEqual([]);
    },
  );

  it('the application menu has Reload and developer tools only when the program is not packaged', () => {
    const forDevelopers = ['reload', 'forceReload', 'toggleDevTools'];
    for (const role of forDevelopers) {
      expect(rolesOf({ isPackaged: true })).not.toContain(role);
      expect(rolesOf({ isPackaged: false })).toContain(role);
    }
  });

  it('the application menu offers to check for updates only where there is a feed of them', () => {
    const ids = (given: Partial<MenuOptions>) => itemsOf(menuTemplate({ ...options, ...given })).map(({ id }) => id);
    expect(ids({})).not.toContain('checkForUpdates');
    expect(ids({ checkForUpdates: () => undefined })).toContain('checkForUpdates');
  });
});
