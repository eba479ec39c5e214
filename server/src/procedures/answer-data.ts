import { type CallError, type FormerFields, SESSION_ERRORS } from '@marginiq/contract/call-error';
import type { SessionRefusal } from '@marginiq/contract/session-refusal';
import type { TRPCError } from '@trpc/server';
import { refusalFor } from '../auth/session-refused.ts';
import { CallRefusedError } from '../call-refused.ts';
import { InvalidInputError } from './bounded-input.ts';

/** What the caller is told of an error. What went wrong inside is for the log. */
export function answerTo(error: TRPCError, type: string): CallError {
  if (error instanceof CallRefusedError) return error.answer;
  const { code, cause } = error;
  if (cause instanceof InvalidInputError) return { code: 'invalidInput', problems: cause.problems, more: cause.more };
  if (cause instanceof SyntaxError) return { code: 'notJson' };
  if (code === 'NOT_FOUND' && type === 'unknown') return { code: 'unknownProcedure' };
  if (code === 'METHOD_NOT_SUPPORTED') return { code: 'otherMethod' };
  if (code === 'PAYLOAD_TOO_LARGE') return { code: 'tooLarge' };
  if (code === 'UNSUPPORTED_MEDIA_TYPE') return { code: 'unsupportedType' };
  return { code: code === 'INTERNAL_SERVER_ERROR' ? 'internal' : 'unreadable' };
}

const REFUSALS = new Map(Object.entries(SESSION_ERRORS).map(([refusal, code]) => [code, refusal as SessionRefusal]));

/** @param input what was asked, not checked */
function formerFields(answer: CallError, input: unknown): FormerFields {
  const refusal = REFUSALS.get(answer.code as (typeof SESSION_ERRORS)[SessionRefusal]);
  if (refusal !== undefined) return { refusal: refusalFor(input, refusal) };
  switch (answer.code) {
    case 'busy':
    case 'moved':
    case 'maintenance': {
      const { code: steer, ...parameters } = answer;
      return { steer, ...parameters };
    }
    case 'signInLocked':
    case 'passwordRefused':
    case 'actionRefused': {
      const { code: _code, ...parameters } = answer;
      return parameters;
    }
    default:
      return {};
  }
}

/** The data of a reply that tells an error. */
export const answerData = (answer: CallError, input?: unknown): FormerFields & { error: CallError } => ({
  error: answer,
  ...formerFields(answer, input),
});
