import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { t } from '@marginiq/ui/messages';
import { readSettings, SettingsError, settingsFile } from './settings.ts';

/** Where updates come from: what the package was built with, or an address in the settings instead. */
export interface UpdateFeed {
  url: string | null;
  channel: string | null;
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** An update is a program: over a plain line anybody in between could send their own. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}

/**
 * Null where no updates are published for this program: it then never looks for any. A package that was built without a
 * place to publish lacks what electron-updater needs to install one, so the settings cannot turn updates on.
 * @throws SettingsError
 */
export function readUpdateFeed(dataFolder: string, resourcesFolder: string): UpdateFeed | null {
  const { updateUrl, updateChannel } = readSettings(dataFolder);
  if (updateUrl !== undefined && !isSafe(updateUrl)) {
    throw new SettingsError(t('shell.badUpdateAddress', { file: settingsFile(dataFolder), address: updateUrl }));
  }
  if (!existsSync(join(resourcesFolder, 'app-update.yml'))) return null;
  return { url: updateUrl ?? null, channel: updateChannel ?? null };
}
