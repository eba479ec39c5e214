import type { IpcRenderer } from 'electron';
import type { ShellBridge } from '../bridge/shell-bridge.ts';
import type { ShellChannel, ShellChannels, ShellEvent, ShellEvents } from './shell-channels.ts';

/** The renderer's side of the shell's channels. Functions and plain data only. */
export function createShellBridge(ipc: Pick<IpcRenderer, 'invoke' | 'on' | 'removeListener'>): ShellBridge {
  const invoke = <C extends ShellChannel>(
    channel: C,
    ...args: ShellChannels[C]['args']
  ): Promise<ShellChannels[C]['result']> => ipc.invoke(channel, ...args);

  const on = <E extends ShellEvent>(event: E, listener: (value: ShellEvents[E]) => void): (() => void) => {
    // The event object of IPC stays here: it leads to `ipcRenderer`.
    const hear = (_event: unknown, value: ShellEvents[E]) => listener(value);
    ipc.on(event, hear);
    return () => void ipc.removeListener(event, hear);
  };

  const closing = new Set<() => Promise<void>>();
  // Answered also while nobody listens: nothing is being written then.
  on('window:closing', () => {
    void Promise.allSettled([...closing].map((save) => save())).then(() => invoke('window:saved'));
  });

  return {
    onClosing: (listener) => {
      closing.add(listener);
      return () => void closing.delete(listener);
    },
    saveFile: (name, text) => invoke('files:save', name, text),
    onRequestLink: (listener) => {
      const take = () =>
        void invoke('link:take').then((link) => {
          if (link !== null) listener(link);
        });
      const stop = on('link:opened', take);
      take();
      return stop;
    },
    reportUnsent: (count) => void invoke('work:unsent', count),
    unsentElsewhere: () => invoke('work:elsewhere'),
    openInBrowser: () => void invoke('server:open'),
    onUpdateState: (listener) => {
      const stop = on('update:changed', listener);
      void invoke('update:state').then(listener);
      return stop;
    },
    lookForUpdate: (required) => invoke('update:look', required),
    installUpdate: () => invoke('update:install'),
  };
}
