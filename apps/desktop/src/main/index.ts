import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, protocol, safeStorage } from 'electron';
import log from 'electron-log/main';
import { APP_ORIGIN, APP_SCHEME, createAppProtocol } from './app-protocol.ts';
import { registerIpc } from './ipc.ts';
import { readServerAddress } from './server-address.ts';
import { SessionService } from './session-service.ts';
import { type SafeStorage, SessionVault } from './session-vault.ts';
import { openWindow } from './window.ts';

protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

/** Linux without a keyring "encrypts" with a key that everybody knows: that counts as none. */
const systemSafe: SafeStorage = {
  isEncryptionAvailable: () =>
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  encryptString: (text) => safeStorage.encryptString(text),
  decryptString: (encrypted) => safeStorage.decryptString(encrypted),
};

async function start(): Promise<void> {
  const dataFolder = app.getPath('userData');
  const serverUrl = readServerAddress(process.env, dataFolder);
  // Given by electron-vite while developing; a packaged program serves itself.
  const developmentUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
  const pageOrigin = developmentUrl === undefined ? APP_ORIGIN : new URL(developmentUrl).origin;

  await app.whenReady();
  protocol.handle(APP_SCHEME, createAppProtocol(join(import.meta.dirname, '../renderer'), serverUrl));
  const vault = new SessionVault(join(dataFolder, 'session.vault'), {
    safe: systemSafe,
    log: (message) => log.warn(message),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
  const deviceName = `${hostname()} (${process.platform})`.slice(0, 120);
  const session = new SessionService({
    serverUrl,
    vault,
    deviceName,
    time: { now: Date.now, monotonic: () => performance.now() },
    newId: randomUUID,
    onChange: (change) => {
      for (const { webContents } of BrowserWindow.getAllWindows()) webContents.send('session:changed', change);
    },
  });
  registerIpc(ipcMain, session, (url) => url.startsWith(`${pageOrigin}/`));

  const open = () => openWindow({ pageOrigin, serverUrl });
  open();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
}

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});

// A second start would open the same local data twice: the first one comes to the front instead.
if (app.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    log.error(error);
    dialog.showErrorBox('MarginIQ could not start', error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
} else app.quit();
