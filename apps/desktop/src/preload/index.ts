import { contextBridge, ipcRenderer } from 'electron';
import type { DesktopBridge } from '../bridge/bridge.ts';
import { type Channel, type Channels, type Events, SERVER_URL_ARGUMENT } from './channels.ts';
import { createShellBridge } from './shell-bridge.ts';

function invoke<C extends Channel>(channel: C, ...args: Channels[C]['args']): Promise<Channels[C]['result']> {
  return ipcRenderer.invoke(channel, ...args);
}

function listen<E extends keyof Events>(name: E, listener: (event: Events[E]) => void): () => void {
  const heard = (_event: unknown, told: Events[E]) => listener(told);
  ipcRenderer.on(name, heard);
  return () => void ipcRenderer.off(name, heard);
}

const serverUrl =
  process.argv.find((argument) => argument.startsWith(SERVER_URL_ARGUMENT))?.slice(SERVER_URL_ARGUMENT.length) ?? '';

/** Functions and plain data only: the renderer never holds `ipcRenderer`, nor anything of Node. */
const bridge: DesktopBridge = {
  host: 'electron',
  serverUrl,
  keeping: () => invoke('session:keeping'),
  storedSession: () => invoke('session:stored'),
  signIn: (input) => invoke('session:signIn', input),
  whoIs: (input) => invoke('session:whoIs', input),
  renewSession: (identity) => invoke('session:renew', identity),
  localKeys: (identity) => invoke('session:localKeys', identity),
  noteSealed: (identity) => invoke('session:noteSealed', identity),
  setPassphrase: (identity, passphrase) => invoke('session:setPassphrase', identity, passphrase),
  unlock: (passphrase) => invoke('session:unlock', passphrase),
  onSessionChange: (listener) => listen('session:changed', listener),
  reportWipe: (identity, unanswered) => invoke('session:reportWipe', identity, unanswered),
  forgetKeys: (person) => invoke('session:forgetKeys', person),
  signOut: (identity) => invoke('session:signOut', identity),
  ...createShellBridge(ipcRenderer),
};

contextBridge.exposeInMainWorld('marginiq', bridge);
