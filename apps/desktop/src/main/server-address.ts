import { t } from '@marginiq/ui/messages';
import { readSettings, SettingsError, settingsFile } from './settings.ts';

const DEFAULT_ADDRESS = 'http://127.0.0.1:4400';

function normalised(address: string, place: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new SettingsError(t('shell.badServerAddress', { place, address }));
  }
  return url.origin;
}

/**
 * From MARGINIQ_SERVER_URL, else `settings.json` in the program's data folder, else this computer.
 * @throws SettingsError
 */
export function readServerAddress(env: NodeJS.ProcessEnv, dataFolder: string): string {
  const given = env.MARGINIQ_SERVER_URL;
  if (given !== undefined && given !== '') return normalised(given, 'MARGINIQ_SERVER_URL');
  const { serverUrl } = readSettings(dataFolder);
  return serverUrl === undefined ? DEFAULT_ADDRESS : normalised(serverUrl, `serverUrl in ${settingsFile(dataFolder)}`);
}
