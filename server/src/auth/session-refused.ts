import type { SessionRefusal } from '@marginiq/contract/session-refusal';
import { TRPCError } from '@trpc/server';

const MESSAGES: Record<SessionRefusal, string> = {
  ended: 'Please sign in to continue.',
  deviceRevoked: 'An admin of your company took this device’s access away.',
  personInactive: 'An admin of your company deactivated this account.',
  otherSession: 'This session belongs to somebody else, or to another device.',
  companySuspended: 'Your company’s access is suspended. What waits to be sent is kept on this device.',
};

/** The session has ended; the reply carries a machine-readable reason. */
export class SessionRefusedError extends TRPCError {
  readonly refusal: SessionRefusal;

  constructor(refusal: SessionRefusal) {
    super({ code: 'UNAUTHORIZED', message: MESSAGES[refusal] });
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
export class SignInLockedError extends TRPCError {
  readonly until: string;
  /** The wait by the server's own clock: the device's may be wrong. */
  readonly waitSeconds: number;

  constructor(until: string, now: string) {
    super({ code: 'TOO_MANY_REQUESTS', message: 'Too many wrong passwords.' });
    this.until = until;
    this.waitSeconds = Math.max(1, Math.ceil((Date.parse(until) - Date.parse(now)) / 1000));
  }
}
