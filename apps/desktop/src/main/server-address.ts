import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const DEFAULT_ADDRESS = 'http://127.0.0.1:4400';

const settingsSchema = z.object({ serverUrl: z.string() });

/** The address of the server is not one. The message says where it came from and what to do. */
export class ServerAddressError extends Error {
  override name = 'ServerAddressError';
}

function normalised(address: string, from: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new ServerAddressError(`${from} is "${address}". Give an address such as https://marginiq.example.com.`);
  }
  return url.origin;
}

/** From MARGINIQ_SERVER_URL, else `settings.json` in the program's data folder, else this computer. */
export function readServerAddress(env: NodeJS.ProcessEnv, dataFolder: string): string {
  const given = env.MARGINIQ_SERVER_URL;
  if (given !== undefined && given !== '') return normalised(given, 'MARGINIQ_SERVER_URL');
  const file = join(dataFolder, 'settings.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // There are no settings yet.
    return DEFAULT_ADDRESS;
  }
  try {
    return normalised(settingsSchema.parse(JSON.parse(text)).serverUrl, `serverUrl in ${file}`);
  } catch (error) {
    if (error instanceof ServerAddressError) throw error;
    throw new ServerAddressError(
      `${file} can not be read. It should hold {"serverUrl": "https://marginiq.example.com"}.`,
    );
  }
}
