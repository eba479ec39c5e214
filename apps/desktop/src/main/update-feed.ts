import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { t } from '@marginiq/ui/messages';
import { isSecure } from './secure-address.ts';
import { readSettings, SettingsError, settingsFile } from './settings.ts';

/** Where updates come from: the package's built-in address, or one in the settings instead. */
export interface UpdateFeed {
  url: string | null;
  channel: string | null;
}

/** An update is a program: over a plain line anybody in between could send their own. No setting allows that. */
const isSafe = (address: string): boolean => URL.canParse(address) && isSecure(new URL(address));

/**
 * Null if no updates are published for this program: it then never looks for any. A package that was built without a
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
