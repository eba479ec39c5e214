import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { t } from '@marginiq/ui/messages';
import { z } from 'zod';

const settingsSchema = z.object({
  serverUrl: z.string().optional(),
  /** Closed test networks only: allows a server that is reached without https. */
  allowInsecure: z.boolean().optional(),
  /** Where newer versions are published, instead of the place named by the package. */
  updateUrl: z.string().optional(),
  /** `latest`, or another channel that is published there, such as `beta`. */
  updateChannel: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The program cannot start as it is set up. The message is shown: it says where the fault is and what to do. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

export const settingsFile = (dataFolder: string) => join(dataFolder, 'settings.json');

/** `settings.json` in the program's data folder; empty if there is none. @throws SettingsError */
export function readSettings(dataFolder: string): Settings {
  const file = settingsFile(dataFolder);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new SettingsError(t('shell.badSettings', { file }));
  }
  try {
    // Editors on Windows begin files with a byte order mark.
    return settingsSchema.parse(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    throw new SettingsError(t('shell.badSettings', { file }));
  }
}
