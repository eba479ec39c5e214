import { beforeEach, expect, it, vi } from 'vitest';

type Listener = (...args: never[]) => void;

const electron = vi.hoisted(() => ({
  preferences: {} as Record<string, unknown>,
  opened: [] as string[],
  loaded: [] as string[],
  listeners: new Map<string, Listener>(),
  windowOpen: (_details: { url: string }): unknown => ({ action: 'allow' }),
}));
vi.mock('electron', () => ({
  BrowserWindow: class {
    static getFocusedWindow = () => null;
    readonly webContents = {
      on: (name: string, listener: Listener) => electron.listeners.set(name, listener),
      setWindowOpenHandler: (handler: typeof electron.windowOpen) => {
        electron.windowOpen = handler;
      },
    };
    constructor({ webPreferences }: { webPreferences: Record<string, unknown> }) {
      electron.preferences = webPreferences;
    }
    once = () => undefined;
    loadURL = async (url: string) => void electron.loaded.push(url);
  },
  Menu: {},
  dialog: {},
  shell: { openExternal: async (url: string) => void electron.opened.push(url) },
}));
vi.mock('electron-log/main', () => ({ default: {} }));
const { openWindow } = await import('./window.ts');

beforeEach(() => {
  electron.opened = [];
  electron.loaded = [];
  openWindow({ pageOrigin: 'app://marginiq', serverUrl: 'https://host', partition: 'persist:server-1' });
});

it('a page runs sandboxed, apart from the preload, without Node, and in the storage of its server', () => {
  expect(electron.preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webviewTag: false,
    partition: 'persist:server-1',
  });
  expect(electron.loaded).toEqual(['app://marginiq/']);
});

it('a window stays on its page, and opens no other', () => {
  expect(electron.windowOpen({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
  expect(electron.listeners.has('will-navigate')).toBe(true);
  expect(electron.listeners.has('render-process-gone')).toBe(true);
  expect(electron.opened).toEqual(['https://example.com/']);
});
