import { t } from '@marginiq/ui/messages';
import { isSecure } from './secure-address.ts';
import { readSettings, SettingsError, settingsFile } from './settings.ts';

const DEFAULT_ADDRESS = 'http://127.0.0.1:4400';

function normalised(address: string, badAddress: (address: string) => string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new SettingsError(badAddress(address));
  }
  return url;
}

/** @throws SettingsError */
function givenAddress(env: NodeJS.ProcessEnv, dataFolder: string, serverUrl: string | undefined): URL {
  const given = env.MARGINIQ_SERVER_URL;
  if (given !== undefined && given !== '')
    return normalised(given, (address) => t('shell.badServerVariable', { address }));
  const inFile = (address: string) => t('shell.badServerSetting', { file: settingsFile(dataFolder), address });
  return normalised(serverUrl ?? DEFAULT_ADDRESS, inFile);
}

/**
 * From MARGINIQ_SERVER_URL, else `settings.json` in the program's data folder, else this computer. Without https anybody on the
 * way could read passwords and prices, so a server elsewhere needs it, unless the settings allow otherwise.
 * @throws SettingsError
 */
export function readServerAddress(env: NodeJS.ProcessEnv, dataFolder: string): string {
  const { serverUrl, allowInsecure = false } = readSettings(dataFolder);
  const url = givenAddress(env, dataFolder, serverUrl);
  if (!isSecure(url) && !allowInsecure) {
    throw new SettingsError(t('shell.insecureServer', { address: url.origin, file: settingsFile(dataFolder) }));
  }
  return url.origin;
}
