import { t } from '@marginiq/ui/messages';
import { readSettings, SettingsError, settingsFile } from './settings.ts';

const DEFAULT_ADDRESS = 'http://127.0.0.1:4400';

function normalised(address: string, badAddress: (address: string) => string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new SettingsError(badAddress(address));
  }
  return url.origin;
}

/**
 * From MARGINIQ_SERVER_URL, else `settings.json` in the program's data folder, else this computer.
 * @throws SettingsError
 */
export function readServerAddress(env: NodeJS.ProcessEnv, dataFolder: string): string {
  const given = env.MARGINIQ_SERVER_URL;
  if (given !== undefined && given !== '')
    return normalised(given, (address) => t('shell.badServerVariable', { address }));
  const { serverUrl } = readSettings(dataFolder);
  if (serverUrl === undefined) return DEFAULT_ADDRESS;
  return normalised(serverUrl, (address) => t('shell.badServerSetting', { file: settingsFile(dataFolder), address }));
}
