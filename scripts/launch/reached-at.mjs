import { dataFolder } from '../base/paths.mjs';
import { runningAddress } from './instance-lock.mjs';
import { readSettings } from './settings.mjs';

/**
 * The server's address from this machine: MARGINIQ_ADDRESS, else the address of the MarginIQ that runs on the data folder,
 * else the one that follows from the settings.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
export function reachedAt(env) {
  const said = env.MARGINIQ_ADDRESS?.trim();
  if (said) return said;
  const { url, hasOwnMongoDb } = readSettings(env, { open: false, demo: false });
  // With a MongoDB of one's own the server may run anywhere; a note in this data folder may be of another one.
  return (hasOwnMongoDb ? undefined : runningAddress(dataFolder(env))) ?? url;
}
