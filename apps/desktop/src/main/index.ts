import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { t } from '@marginiq/ui/messages';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, session, shell } from 'electron';
import log from 'electron-log/main';
import { showAbout } from './about.ts';
import { APP_SCHEME, createAppProtocol } from './app-protocol.ts';
import { checkForUpdates } from './check-for-updates.ts';
import { Closing } from './closing.ts';
import { DeviceProofFile } from './device-proof-file.ts';
import { registerIpc } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { ourPage, pageOriginOf } from './our-page.ts';
import { guardPermissions } from './permissions.ts';
import { LINK_SCHEME, OpenedLink, parseRequestLink, requestLinkIn } from './request-link.ts';
import { saveFile } from './save-file.ts';
import { readServerAddress } from './server-address.ts';
import { serverData } from './server-data.ts';
import { SessionService } from './session-service.ts';
import { SessionVault } from './session-vault.ts';
import { SettingsError } from './settings.ts';
import { registerShellIpc } from './shell-ipc.ts';
import { startUpdates } from './start-updates.ts';
import { systemSafe } from './system-safe.ts';
import { tellWindows } from './tell-windows.ts';
import { UnsentByServer } from './unsent-by-server.ts';
import { readUpdateFeed } from './update-feed.ts';
import { focusOrOpen, openWindow } from './window.ts';

protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

/** Asked by a window's page, so the dialog belongs to that window. */
async function choosePlace(window: BrowserWindow | null, suggestion: string): Promise<string | null> {
  const options = { defaultPath: suggestion };
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  return canceled ? null : filePath;
}

function start(openedLink: OpenedLink): () => void {
  const dataFolder = app.getPath('userData');
  const serverUrl = readServerAddress(process.env, dataFolder);
  const feed = readUpdateFeed(dataFolder, process.resourcesPath);
  const pageOrigin = pageOriginOf(app.isPackaged, process.env);
  const isOurPage = ourPage(pageOrigin);

  const { vaultFile, proofsFile, partition } = serverData(dataFolder, serverUrl);
  const storage = session.fromPartition(partition);
  storage.protocol.handle(APP_SCHEME, createAppProtocol(join(import.meta.dirname, '../renderer'), serverUrl));
  guardPermissions(storage, isOurPage);
  const vault = new SessionVault(vaultFile, {
    safe: systemSafe(safeStorage, process.platform),
    log: (message) => log.warn(message),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
  const deviceName = `${hostname()} (${process.platform})`.slice(0, 120);
  const sessionService = new SessionService({
    serverUrl,
    vault,
    proofs: new DeviceProofFile(proofsFile),
    deviceName,
    time: { now: Date.now, monotonic: () => performance.now() },
    newId: randomUUID,
    onChange: (change) => tellWindows('session:changed', change),
    log: (message) => log.warn(message),
  });
  registerIpc(ipcMain, sessionService, isOurPage);

  const closing = new Closing({
    ask: ({ webContents }) => webContents.send('window:closing', undefined),
    quit: () => app.quit(),
    log: (message) => log.warn(message),
  });
  app.on('before-quit', () => closing.quitting());

  // The number last reported by a window, which outlives that window because waiting commands are on the disk. Null:
  // unknown.
  let unsent: number | null = null;
  const unsentByServer = new UnsentByServer(join(dataFolder, 'unsent.json'));
  const updates = feed === null ? null : startUpdates(feed, () => unsent);
  registerShellIpc(
    ipcMain,
    {
      saveFile: (sender, file) =>
        saveFile(file, {
          folder: app.getPath('documents'),
          choosePlace: (suggestion) => choosePlace(BrowserWindow.fromWebContents(sender), suggestion),
        }),
      takeLink: () => openedLink.take(),
      reportUnsent: (count) => {
        unsent = count;
        unsentByServer.note(serverUrl, count);
      },
      unsentElsewhere: () => unsentByServer.except(serverUrl),
      saved: (sender) => closing.saved(sender.id),
      openInBrowser: () => void shell.openExternal(`${serverUrl}/app/`),
      updateState: () => updates?.state ?? { at: 'none' },
      lookForUpdate: async (required) => (await updates?.lookFor(required)) ?? 'notHere',
      installUpdate: () => updates?.installNow() ?? 'notReady',
    },
    isOurPage,
  );

  const open = () => {
    const window = openWindow({ pageOrigin, serverUrl, partition });
    closing.watch(window);
    return window;
  };
  const menu = menuTemplate({
    platform: process.platform,
    isPackaged: app.isPackaged,
    openWindow: open,
    showLog: () => shell.showItemInFolder(log.transports.file.getFile().path),
    showAbout: () => void showAbout(serverUrl),
    checkForUpdates: updates === null ? null : () => void checkForUpdates(updates),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  open();
  return () => focusOrOpen(open);
}

function main(): void {
  let toFront: () => void = () => undefined;
  const openedLink = new OpenedLink(() => {
    toFront();
    tellWindows('link:opened', undefined);
  });
  const openLinkIn = (args: readonly string[]) => {
    const link = requestLinkIn(args);
    if (link !== null) openedLink.open(link);
  };
  openLinkIn(process.argv);
  // macOS delivers links through this event, including the one that the program was started with.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const link = parseRequestLink(url);
    if (link !== null) openedLink.open(link);
  });
  app.on('second-instance', (_event, args) => {
    toFront();
    openLinkIn(args);
  });
  app.on('activate', () => toFront());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // The packages register the scheme as well; this covers a copy that was unpacked by hand.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);

  app
    .whenReady()
    .then(() => {
      toFront = start(openedLink);
    })
    .catch((error: unknown) => {
      log.error(error);
      // Only once the program is ready: before that, Linux shows no dialog but writes to a terminal that nobody sees.
      dialog.showErrorBox(t('shell.couldNotStart'), startFailureWords(error));
      app.exit(1);
    });
}

function startFailureWords(error: unknown): string {
  if (error instanceof SettingsError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return t('shell.unknownFailure', { message, log: log.transports.file.getFile().path });
}

// Before anything reads where the data is: a program started from its folder is otherwise named after its package.
app.setName('MarginIQ');
// A second start would open the same local data twice: the first one comes to the front instead.
if (app.requestSingleInstanceLock()) main();
else app.quit();
