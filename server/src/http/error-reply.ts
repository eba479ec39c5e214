import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { FastifyError } from 'fastify';

type Code = keyof typeof TRPC_ERROR_CODES_BY_KEY;

const CODE_BY_STATUS: Record<number, Code> = {
  401: 'UNAUTHORIZED',
  405: 'METHOD_NOT_SUPPORTED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  503: 'SERVICE_UNAVAILABLE',
};

/** A call is refused before anybody looks at what it asks for. */
export class EarlyRefusal extends Error {
  override name = 'EarlyRefusal';
  readonly statusCode: number;
  /** What a program acts on, besides the code. */
  readonly data: Record<string, unknown>;

  constructor(statusCode: number, message: string, data: Record<string, unknown> = {}) {
    super(message);
    this.statusCode = statusCode;
    this.data = data;
  }
}

/** Of Fastify's own words, some repeat what was sent. */
const WORDS_BY_STATUS: Record<number, string> = {
  413: 'This request is too large.',
  415: 'This content type is not supported.',
};

/**
 * Refusals made before tRPC is reached (body too large, unsupported type), in tRPC's format: programs act on its code,
 * and would take any other format for a captive portal's.
 */
export function errorReply(error: FastifyError | EarlyRefusal, requestId: string) {
  const { statusCode = 500 } = error;
  const early = error instanceof EarlyRefusal ? error : null;
  const isOurs = early === null && statusCode >= 500;
  const code = isOurs ? 'INTERNAL_SERVER_ERROR' : (CODE_BY_STATUS[statusCode] ?? 'BAD_REQUEST');
  const words = early?.message ?? WORDS_BY_STATUS[statusCode] ?? 'This cannot be read.';
  return {
    statusCode,
    body: {
      error: {
        message: isOurs ? 'Something went wrong on the server. The error has been logged; please try again.' : words,
        code: TRPC_ERROR_CODES_BY_KEY[code],
        data: { code, httpStatus: statusCode, requestId, ...early?.data },
      },
    },
  };
}
