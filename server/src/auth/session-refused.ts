import type { SessionRefusal } from '@marginiq/contract/session-refusal';
import { TRPCError } from '@trpc/server';

const MESSAGES: Record<SessionRefusal, string> = {
  ended: 'Sign in to go on.',
  deviceRevoked: 'An admin of your company took this device’s access away.',
  otherSession: 'This session belongs to somebody else, or to another device.',
  companySuspended: 'Your company’s access is suspended. What waits to be sent is kept on this device.',
};

/** The session does not go on; the reply carries why, for a program to act on. */
export class SessionRefusedError extends TRPCError {
  readonly refusal: SessionRefusal;

  constructor(refusal: SessionRefusal) {
    super({ code: 'UNAUTHORIZED', message: MESSAGES[refusal] });
    this.refusal = refusal;
  }
}
