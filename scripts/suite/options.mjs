import { UserError } from '../base/user-error.mjs';

/** In the order in which they run. */
export const STEP_NAMES = /** @type {const} */ ([
  'types',
  'lint',
  'unit',
  'integration',
  'hostile',
  'torture',
  'electron',
  'e2e',
]);

/**
 * @typedef {typeof STEP_NAMES[number]} StepName
 * @typedef {{ only: readonly StepName[], keepGoing: boolean, help: boolean }} TestOptions
 */

export const TEST_HELP = `Usage: npm test [-- options]

  --only <step>   one of ${STEP_NAMES.join(', ')}; may be given more than once
  --keep-going    run the other steps after one has failed
  --help          this text

Environment:
  MARGINIQ_CHROMIUM           the browser of the end-to-end tests
  MARGINIQ_CACHE              folder of a fetched MongoDB and Electron (.cache/marginiq)
  MARGINIQ_TEST_MONGODB_URI   a MongoDB replica set to test against, instead of one of the test run's own`;

/**
 * @param {readonly string[]} args
 * @returns {TestOptions}
 */
export function parseTestOptions(args) {
  /** @type {StepName[]} */
  const only = [];
  let keepGoing = false;
  let help = false;
  for (let index = 0; index < args.length; index++) {
    const [name, inline] = splitOption(args[index] ?? '');
    if (name === '--keep-going') keepGoing = true;
    else if (name === '--help' || name === '-h') help = true;
    else if (name === '--only') only.push(toStepName(inline ?? args[++index]));
    else throw new UserError(`Unknown option ${args[index]}. Valid options: --only <step>, --keep-going, --help.`);
  }
  return { only: only.length > 0 ? STEP_NAMES.filter((name) => only.includes(name)) : STEP_NAMES, keepGoing, help };
}

/**
 * @param {string} arg
 * @returns {[string, string | undefined]}
 */
function splitOption(arg) {
  const equals = arg.indexOf('=');
  return equals < 0 ? [arg, undefined] : [arg.slice(0, equals), arg.slice(equals + 1)];
}

/** @param {string | undefined} text */
function toStepName(text) {
  const name = STEP_NAMES.find((known) => known === text);
  if (name === undefined)
    throw new UserError(`--only takes one of ${STEP_NAMES.join(', ')}${text ? `, not ${text}` : ''}.`);
  return name;
}
