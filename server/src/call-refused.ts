import { CALL_ERRORS, type CallError } from '@marginiq/contract/call-error';
import { TRPCError } from '@trpc/server';
import { callErrorWords } from './words/call-error-words.ts';

/** A call is answered with an error that the caller's program can act on. Its message is for the log and for former programs. */
export class CallRefusedError extends TRPCError {
  readonly answer: CallError;

  constructor(answer: CallError, cause?: unknown) {
    super({ code: CALL_ERRORS[answer.code].transport, message: callErrorWords(answer), cause });
    this.answer = answer;
  }
}
