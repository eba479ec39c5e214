import { t } from '@marginiq/ui/messages';
import type { ShellBridge } from '../../bridge/shell-bridge.ts';
import { type FileHost, saveFileInBrowser } from './save-file.ts';

/** A browser tab's surroundings: a way to save files. Links and updates reach it as addresses and as a service worker. */
export function createBrowserShell(host?: FileHost): ShellBridge {
  return {
    saveFile: (name, text) => saveFileInBrowser(host ?? browserFileHost(), { name, text }),
    onRequestLink: () => () => undefined,
    reportUnsent: () => undefined,
    // Another address is another origin, of which this page may know nothing.
    unsentElsewhere: async () => [],
    // The browser asks nobody: what was not written is noted as the page is left.
    onClosing: () => () => undefined,
    openInBrowser: () => undefined,
    onUpdateState: () => () => undefined,
    lookForUpdate: async () => 'notHere',
    installUpdate: async () => 'notReady',
  };
}

function browserFileHost(): FileHost {
  return {
    pickFile: window.showSaveFilePicker?.bind(window) ?? null,
    download: (name, text) => {
      const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      URL.revokeObjectURL(url);
    },
    confirm: (name) => window.confirm(t('shell.confirmDownloaded', { name })),
  };
}
