import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { FastifyError } from 'fastify';

type Code = keyof typeof TRPC_ERROR_CODES_BY_KEY;

const CODE_BY_STATUS: Record<number, Code> = { 413: 'PAYLOAD_TOO_LARGE', 415: 'UNSUPPORTED_MEDIA_TYPE' };

/**
 * What Fastify refuses before tRPC sees it (a body too large, a type that nobody reads), said as tRPC would: the
 * programs act on its code, and take an answer of another form for that of a captive portal.
 */
export function errorReply({ statusCode = 500, message }: FastifyError) {
  const isOurs = statusCode >= 500;
  const code = isOurs ? 'INTERNAL_SERVER_ERROR' : (CODE_BY_STATUS[statusCode] ?? 'BAD_REQUEST');
  return {
    statusCode,
    body: {
      error: {
        message: isOurs ? 'The server failed. It is noted there; try again.' : message,
        code: TRPC_ERROR_CODES_BY_KEY[code],
        data: { code, httpStatus: statusCode },
      },
    },
  };
}
