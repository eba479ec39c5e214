import { contextBridge, ipcRenderer } from 'electron';
import type { DesktopBridge } from '../bridge/bridge.ts';
import { type Channel, type Channels, SERVER_URL_ARGUMENT } from './channels.ts';

function invoke<C extends Channel>(channel: C, ...args: Channels[C]['args']): Promise<Channels[C]['result']> {
  return ipcRenderer.invoke(channel, ...args);
}

const serverUrl =
  process.argv.find((argument) => argument.startsWith(SERVER_URL_ARGUMENT))?.slice(SERVER_URL_ARGUMENT.length) ?? '';

/** Functions and plain data only: the renderer never holds `ipcRenderer`, nor anything of Node. */
const bridge: DesktopBridge = {
  host: 'electron',
  serverUrl,
  storedSession: () => invoke('session:stored'),
  signIn: ({ company, email, password }) => invoke('session:signIn', { company, email, password }),
  renewSession: () => invoke('session:renew'),
  reportWipe: (unanswered) => invoke('session:reportWipe', unanswered),
  forgetDevice: () => invoke('session:forgetDevice'),
  signOut: () => invoke('session:signOut'),
};

contextBridge.exposeInMainWorld('marginiq', bridge);
