import type { ActionRefusal } from './action-refusal.ts';
import type { PasswordProblem } from './password.ts';
import type { SessionRefusal } from './session-refusal.ts';

interface Described {
  /** tRPC's name of it. Programs that know no codes, or not this one, go by that. */
  transport:
    | 'BAD_REQUEST'
    | 'UNAUTHORIZED'
    | 'FORBIDDEN'
    | 'NOT_FOUND'
    | 'METHOD_NOT_SUPPORTED'
    | 'CONFLICT'
    | 'PRECONDITION_FAILED'
    | 'PAYLOAD_TOO_LARGE'
    | 'UNSUPPORTED_MEDIA_TYPE'
    | 'UNPROCESSABLE_CONTENT'
    | 'TOO_MANY_REQUESTS'
    | 'SERVICE_UNAVAILABLE'
    | 'INTERNAL_SERVER_ERROR';
  cause: string;
  /** What the person can do, or the program for them. */
  remedy: string;
}

/**
 * Every error with which the server answers a call, what causes it and what the person can do. Programs show words of their own for a
 * code; the reply's message is for the log and for programs that know no codes. A code stays as it is once it was released, and a
 * program that does not know one goes by `transport`. docs/operators/errors.md lists the same (call-error.test.ts).
 *
 * Whether a command is accepted is another matter: its outcome says so (reason-code.ts).
 */
export const CALL_ERRORS = {
  wrongPassword: {
    transport: 'UNAUTHORIZED',
    cause: 'Company, email or password is wrong; which of them, nobody learns.',
    remedy: 'Correct them, or ask an admin for a link to set a new password.',
  },
  signInLocked: {
    transport: 'TOO_MANY_REQUESTS',
    cause: 'Too many wrong passwords for this account.',
    remedy:
      'Wait as long as the reply says. A device on which the person has signed in before is not locked by others.',
  },
  sessionEnded: {
    transport: 'UNAUTHORIZED',
    cause: 'The session was ended, has expired or is unknown.',
    remedy: 'Sign in again. What waits to be sent is kept.',
  },
  deviceRevoked: {
    transport: 'UNAUTHORIZED',
    cause: 'An admin revoked the device’s access.',
    remedy: 'The program removes its data from the device. Sign in as on a new device, or talk to an admin.',
  },
  personInactive: {
    transport: 'UNAUTHORIZED',
    cause: 'An admin deactivated the account.',
    remedy: 'Talk to an admin. What waits to be sent is kept until the account is active again.',
  },
  companySuspended: {
    transport: 'UNAUTHORIZED',
    cause: 'The company’s access is suspended.',
    remedy: 'Wait until it is resumed. What waits to be sent is kept.',
  },
  otherSession: {
    transport: 'UNAUTHORIZED',
    cause: 'The session belongs to another person, company or device than the program that uses it.',
    remedy: 'Sign in again, or use the window of whoever is signed in.',
  },
  adminsOnly: {
    transport: 'FORBIDDEN',
    cause: 'Only an admin may do this, and the person is none, or is none any more.',
    remedy: 'Ask an admin of the company.',
  },
  tooManyDevices: {
    transport: 'UNPROCESSABLE_CONTENT',
    cause: 'The person has signed in on as many devices as one may have.',
    remedy: 'Have one revoked that is no longer used.',
  },
  deviceTaken: {
    transport: 'CONFLICT',
    cause: 'The device’s id belongs to somebody else.',
    remedy: 'The program takes another id and signs in again.',
  },
  otherDevicesCommands: {
    transport: 'FORBIDDEN',
    cause: 'Commands were sent that another device numbered.',
    remedy: 'A fault of the program: report it. Nothing was done.',
  },
  linkGone: {
    transport: 'NOT_FOUND',
    cause: 'The link for setting a password is unknown, used, replaced or expired.',
    remedy: 'Ask an admin for a new link.',
  },
  passwordRefused: {
    transport: 'BAD_REQUEST',
    cause: 'The new password breaks the rules for passwords.',
    remedy: 'Choose another one. The link can be used again.',
  },
  actionRefused: {
    transport: 'CONFLICT',
    cause: 'An action was not done, for the reason that the reply names.',
    remedy: 'What the console says for that reason.',
  },
  programTooOld: {
    transport: 'PRECONDITION_FAILED',
    cause: 'The program speaks a protocol that the server no longer serves.',
    remedy: 'Update the program. What waits to be sent is kept.',
  },
  serverTooOld: {
    transport: 'PRECONDITION_FAILED',
    cause: 'The program, or a command, is of a later release than the server.',
    remedy: 'Update the server. What waits to be sent is kept.',
  },
  invalidInput: {
    transport: 'BAD_REQUEST',
    cause: 'The input does not fit: the reply names the fields and the rules that they break.',
    remedy: 'A fault of the program: report it. Nothing was done.',
  },
  notJson: {
    transport: 'BAD_REQUEST',
    cause: 'The input is not JSON.',
    remedy: 'A fault of the program, or of something between it and the server.',
  },
  unreadable: {
    transport: 'BAD_REQUEST',
    cause: 'The request cannot be read: its connection, its headers or its form.',
    remedy: 'A fault of something between the program and the server.',
  },
  addressTooLong: {
    transport: 'BAD_REQUEST',
    cause: 'The address of the request is longer than any of ours.',
    remedy: 'A fault of the program: report it.',
  },
  tooLarge: {
    transport: 'PAYLOAD_TOO_LARGE',
    cause: 'The request is larger than the server reads.',
    remedy: 'The program sends less at once.',
  },
  unsupportedType: {
    transport: 'UNSUPPORTED_MEDIA_TYPE',
    cause: 'The request is of another type than application/json.',
    remedy: 'A fault of the program, or of something between it and the server.',
  },
  unknownProcedure: {
    transport: 'NOT_FOUND',
    cause: 'The server has no such procedure.',
    remedy: 'Update whichever is older, the program or the server.',
  },
  otherMethod: {
    transport: 'METHOD_NOT_SUPPORTED',
    cause: 'The procedure is called by another HTTP method.',
    remedy: 'A fault of the program, or of something between it and the server.',
  },
  busy: {
    transport: 'SERVICE_UNAVAILABLE',
    cause: 'The server has as much to do as it can answer in time, or MongoDB is away.',
    remedy: 'The program waits as long as Retry-After says, and tries again by itself.',
  },
  moved: {
    transport: 'SERVICE_UNAVAILABLE',
    cause: 'This server process is about to stop.',
    remedy: 'The program asks again at once, and another process answers.',
  },
  maintenance: {
    transport: 'SERVICE_UNAVAILABLE',
    cause: 'An operator has put the installation under maintenance.',
    remedy: 'Wait. The program says until when, if the operator said so, and tries again by itself.',
  },
  internal: {
    transport: 'INTERNAL_SERVER_ERROR',
    cause: 'Something failed inside the server. The log has it under the call’s id.',
    remedy: 'Try again; if it comes again, give the reference to whoever runs the server.',
  },
} as const satisfies Record<string, Described>;

export type CallErrorCode = keyof typeof CALL_ERRORS;

/** A field that does not fit. */
export interface InputProblem {
  /** Its path, as in `commands.0.args`. */
  at: string;
  /** Zod's name of the rule, as in `too_big`, or ours. */
  rule: string;
}

/** What a reply says besides the code. */
interface Parameters {
  /** The wait by the server's own clock: the device's may be wrong. */
  signInLocked: { until: string; waitSeconds: number };
  tooManyDevices: { most: number };
  passwordRefused: { problem: PasswordProblem };
  actionRefused: { action: ActionRefusal };
  /** The first few, and how many more there are. */
  invalidInput: { problems: readonly InputProblem[]; more: number };
  /** Over how long clients are to spread themselves; absent: at once. */
  moved: { moveWithinMs?: number };
  /** In how many seconds it should be over; absent: nobody said. */
  maintenance: { waitSeconds?: number };
}

/** An error as data: its code, and its parameters beside it. */
export type CallError = {
  [C in CallErrorCode]: { code: C } & (C extends keyof Parameters ? Parameters[C] : unknown);
}[CallErrorCode];

/** A session's refusals, and their codes. */
export const SESSION_ERRORS = {
  ended: 'sessionEnded',
  deviceRevoked: 'deviceRevoked',
  personInactive: 'personInactive',
  otherSession: 'otherSession',
  companySuspended: 'companySuspended',
} as const satisfies Record<SessionRefusal, CallErrorCode>;

/** What a temporarily refused client should do: retry a little later, retry at once to reach another process, or wait for an operator. */
export type Steer = Extract<CallErrorCode, 'busy' | 'moved' | 'maintenance'>;

/** The fields by which programs of releases go that know no codes. */
export interface FormerFields {
  refusal?: SessionRefusal;
  steer?: Steer;
  waitSeconds?: number;
  moveWithinMs?: number;
  until?: string;
  problem?: PasswordProblem;
  action?: ActionRefusal;
}

const isCode = (code: unknown): code is CallErrorCode => typeof code === 'string' && Object.hasOwn(CALL_ERRORS, code);

/** As a server of a release that knows no codes says it. */
function formerErrorIn({ refusal, steer, problem, action, ...parameters }: FormerFields): CallError | null {
  if (refusal !== undefined) return Object.hasOwn(SESSION_ERRORS, refusal) ? { code: SESSION_ERRORS[refusal] } : null;
  const { waitSeconds, moveWithinMs, until } = parameters;
  if (steer === 'busy') return { code: steer };
  if (steer === 'moved') return { code: steer, ...(moveWithinMs === undefined ? {} : { moveWithinMs }) };
  if (steer === 'maintenance') return { code: steer, ...(waitSeconds === undefined ? {} : { waitSeconds }) };
  if (until !== undefined && waitSeconds !== undefined) return { code: 'signInLocked', until, waitSeconds };
  if (problem !== undefined) return { code: 'passwordRefused', problem };
  return action === undefined ? null : { code: 'actionRefused', action };
}

/**
 * The error in a reply's data, whichever release sent it; null if that does not say, or names a code that this program does not know.
 * The program then goes by tRPC's code.
 */
export function callErrorIn(data: (FormerFields & { error?: unknown }) | null | undefined): CallError | null {
  if (data === null || data === undefined) return null;
  const error = data.error as { code?: unknown } | null | undefined;
  return isCode(error?.code) ? (error as CallError) : formerErrorIn(data);
}
