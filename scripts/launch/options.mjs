import { UserError } from '../base/user-error.mjs';

/** @typedef {{ open: boolean, demo: boolean, help: boolean }} StartOptions */

export const START_HELP = `Usage: npm start [-- options]

  --no-demo   make no demo companies (also: MARGINIQ_DEMO=0); for a company of your own
  --no-open   do not open the desktop app (also: MARGINIQ_NO_OPEN=1)
  --help      this text

Environment:
  MARGINIQ_PORT    port of the server (4400)
  MARGINIQ_HOST    address it listens on (127.0.0.1)
  MARGINIQ_DATA    folder of the data (.marginiq)
  MARGINIQ_CACHE   folder of a fetched MongoDB and Electron (.cache/marginiq)
  MARGINIQ_DEMO    1: add the demo companies to the MongoDB of MONGODB_URI too; 0: never add them
  MONGODB_URI      a MongoDB replica set of your own`;

/**
 * @param {readonly string[]} args
 * @returns {StartOptions}
 */
export function parseStartOptions(args) {
  const options = { open: true, demo: true, help: false };
  for (const arg of args) {
    if (arg === '--no-open') options.open = false;
    else if (arg === '--no-demo') options.demo = false;
    else if (arg === '--help' || arg === '-h') options.help = true;
    else throw new UserError(`Unknown option ${arg}. Valid options: --no-demo, --no-open, --help.`);
  }
  return options;
}
