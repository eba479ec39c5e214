import { SESSION_ERRORS } from '@marginiq/contract/call-error';
import type { SessionRefusal } from '@marginiq/contract/session-refusal';
import { CallRefusedError } from '../call-refused.ts';

/** The session does not continue. */
export class SessionRefusedError extends CallRefusedError {
  readonly refusal: SessionRefusal;

  constructor(refusal: SessionRefusal) {
    super({ code: SESSION_ERRORS[refusal] });
    this.refusal = refusal;
  }
}

/** A program before protocol 3 makes no sense of any other. */
const KNOWN_BEFORE_PROTOCOL_3: readonly SessionRefusal[] = ['ended', 'deviceRevoked', 'companySuspended'];

/** From protocol 3 on, every call names its session; a sign-in, which has none yet, names the protocol. */
const speaksProtocol3 = (input: unknown): boolean => {
  const { identity, protocol } = (input ?? {}) as { identity?: unknown; protocol?: unknown };
  return Boolean(identity) || (typeof protocol === 'number' && protocol >= 3);
};

/** The refusal as the caller understands it. @param input what it asked, not checked */
export function refusalFor(input: unknown, refusal: SessionRefusal): SessionRefusal {
  return speaksProtocol3(input) || KNOWN_BEFORE_PROTOCOL_3.includes(refusal) ? refusal : 'ended';
}

/** Too many wrong passwords: nobody can sign in to this account for a while. */
export class SignInLockedError extends CallRefusedError {
  constructor(until: string, now: string) {
    const waitSeconds = Math.max(1, Math.ceil((Date.parse(until) - Date.parse(now)) / 1000));
    super({ code: 'signInLocked', until, waitSeconds });
  }
}
