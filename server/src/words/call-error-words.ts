import type { CallError, CallErrorCode } from '@marginiq/contract/call-error';
import { refusalWords } from './refusal-words.ts';

type Words = { [C in CallErrorCode]: (error: Extract<CallError, { code: C }>) => string };

/**
 * For the log, and for programs of releases that know no codes, some of which show them. Programs of this release have words of their
 * own. They say nothing of what was sent.
 */
const WORDS: Words = {
  wrongPassword: () => 'Company, email or password is wrong.',
  signInLocked: () => 'Too many wrong passwords.',
  sessionEnded: () => 'Please sign in to continue.',
  deviceRevoked: () => 'An admin of your company took this device’s access away.',
  personInactive: () => 'An admin of your company deactivated this account.',
  companySuspended: () => 'Your company’s access is suspended. What waits to be sent is kept on this device.',
  otherSession: () => 'This session belongs to somebody else, or to another device.',
  adminsOnly: () => 'Only admins can do this.',
  tooManyDevices: ({ most }) =>
    `You have reached the limit of ${most} devices. Ask an admin to revoke one you no longer use.`,
  deviceTaken: () => 'This device id belongs to somebody else.',
  otherDevicesCommands: () => 'These commands were numbered by another device.',
  linkGone: () => 'This link is invalid or has expired.',
  passwordRefused: () => 'This password does not meet the rules for passwords.',
  actionRefused: ({ action }) => refusalWords(action),
  programTooOld: () => 'This MarginIQ is too old for the server. Update it; what waits to be sent is kept.',
  serverTooOld: () => 'The server is too old. Update it; what waits to be sent is kept.',
  invalidInput: ({ problems, more }) => {
    const told = problems.map(({ at, rule }) => `${at}: ${rule}`).join('; ');
    return more > 0 ? `${told}; and ${more} more` : told;
  },
  notJson: () => 'The input is not JSON.',
  unreadable: () => 'This cannot be read.',
  addressTooLong: () => 'This address is too long.',
  tooLarge: () => 'This request is too large.',
  unsupportedType: () => 'Only application/json is accepted.',
  unknownProcedure: () => 'There is no such procedure.',
  otherMethod: () => 'This procedure is called by another method.',
  busy: () => 'The server is busy. Try again in a moment.',
  moved: () => 'This server is about to stop. Another one takes over.',
  maintenance: () => 'The server is under maintenance.',
  internal: () => 'Something went wrong on the server. The error has been logged; please try again.',
};

const LONGEST = 600;

export function callErrorWords(error: CallError): string {
  const words = WORDS[error.code] as (error: CallError) => string;
  return words(error).slice(0, LONGEST);
}
