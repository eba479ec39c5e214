import { t } from '@marginiq/ui/messages';
import { app, clipboard, dialog } from 'electron';

/** What a helper on the phone asks for first; it can be copied. */
export async function showAbout(serverUrl: string): Promise<void> {
  const { electron, chrome, node } = process.versions;
  const detail = [
    t('shell.aboutServer', { serverUrl }),
    `Electron ${electron}`,
    `Chromium ${chrome}`,
    `Node.js ${node}`,
    `${process.platform} ${process.arch} ${process.getSystemVersion()}`,
  ].join('\n');
  const message = t('shell.aboutTitle', { version: app.getVersion() });
  const { response } = await dialog.showMessageBox({
    type: 'info',
    title: t('shell.about'),
    message,
    detail,
    buttons: [t('shell.close'), t('shell.copy')],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 1) clipboard.writeText(`${message}\n${detail}`);
}
