import { CALL_ERRORS, type CallError } from '@marginiq/contract/call-error';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { FastifyError } from 'fastify';
import { answerData } from '../procedures/answer-data.ts';
import { callErrorWords } from '../words/call-error-words.ts';

/** A call is refused before anybody looks at what it asks for. */
export class EarlyRefusal extends Error {
  override name = 'EarlyRefusal';
  readonly statusCode: number;
  readonly answer: CallError;

  constructor(statusCode: number, answer: CallError) {
    super(callErrorWords(answer));
    this.statusCode = statusCode;
    this.answer = answer;
  }
}

/** What Fastify itself refuses. Of its own words, some repeat what was sent. */
function answerTo(statusCode: number): CallError {
  if (statusCode === 413) return { code: 'tooLarge' };
  if (statusCode === 415) return { code: 'unsupportedType' };
  return { code: statusCode >= 500 ? 'internal' : 'unreadable' };
}

/**
 * Refusals made before tRPC is reached (body too large, unsupported type), in tRPC's format: programs act on its code,
 * and would take any other format for a captive portal's.
 */
export function errorReply(error: FastifyError | EarlyRefusal, requestId: string) {
  const { statusCode = 500 } = error;
  const answer = error instanceof EarlyRefusal ? error.answer : answerTo(statusCode);
  const code = CALL_ERRORS[answer.code].transport;
  return {
    statusCode,
    body: {
      error: {
        message: callErrorWords(answer),
        code: TRPC_ERROR_CODES_BY_KEY[code],
        data: { code, httpStatus: statusCode, requestId, ...answerData(answer) },
      },
    },
  };
}
