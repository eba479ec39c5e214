import { cacheFolder, dataFolder } from '../base/paths.mjs';
import { UserError } from '../base/user-error.mjs';

/**
 * @typedef {object} Settings
 * @property {number} port
 * @property {string} host
 * @property {string} url where this machine reaches the server
 * @property {string} dataDir
 * @property {string} cacheDir
 * @property {boolean} open whether to open the desktop app
 * @property {boolean} hasOwnMongoDb MONGODB_URI is set
 * @property {boolean} seedsDemo
 */

const DEFAULT_PORT = 4400;
const DEFAULT_HOST = '127.0.0.1';
const ANY_ADDRESS = ['0.0.0.0', '::'];

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {{ open: boolean, demo: boolean }} options
 * @returns {Settings}
 */
export function readSettings(env, options) {
  const port = parsePort(env.MARGINIQ_PORT);
  const host = env.MARGINIQ_HOST?.trim() || DEFAULT_HOST;
  const hasOwnMongoDb = Boolean(env.MONGODB_URI?.trim());
  return {
    port,
    host,
    url: `http://${shownHost(host)}:${port}`,
    dataDir: dataFolder(env),
    cacheDir: cacheFolder(env),
    open: options.open && !isOn(env.MARGINIQ_NO_OPEN),
    hasOwnMongoDb,
    // Whoever names a database of their own does not expect demo companies in it.
    seedsDemo: options.demo && (env.MARGINIQ_DEMO?.trim() ? isOn(env.MARGINIQ_DEMO) : !hasOwnMongoDb),
  };
}

/**
 * @param {string | undefined} value of MARGINIQ_PORT
 * @returns {number}
 */
export function parsePort(value) {
  const text = value?.trim();
  if (!text) return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new UserError(`MARGINIQ_PORT is "${text}", which is no port. Set a number from 1 to 65535, or unset it.`);
}

/** @param {string} host */
function shownHost(host) {
  if (ANY_ADDRESS.includes(host)) return DEFAULT_HOST;
  return host.includes(':') ? `[${host}]` : host;
}

/** @param {string | undefined} value */
function isOn(value) {
  return ['1', 'true', 'yes', 'on'].includes(value?.trim().toLowerCase() ?? '');
}
