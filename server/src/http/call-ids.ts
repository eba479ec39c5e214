import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type CallContext, inContext } from '../observe/call-context.ts';

const PLAIN_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** A later version of the header may say more behind the first four parts. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** A proxy's id for a call, so that its log and ours agree. From anybody else it could be anything, in every log line. */
export function requestIdFrom({ 'x-request-id': given }: IncomingHttpHeaders, isProxied: boolean): string | null {
  return isProxied && typeof given === 'string' && PLAIN_ID.test(given) ? given : null;
}

/** The trace id of a valid `traceparent` header (W3C Trace Context); null for any other. */
export function traceIdFrom({ traceparent }: IncomingHttpHeaders): string | null {
  const [, version, traceId = null, rest] = (typeof traceparent === 'string' && TRACEPARENT.exec(traceparent)) || [];
  return version === '00' && rest !== undefined ? null : traceId;
}

/**
 * Gives each call its context, which its log lines carry, and each reply the id of its call. Fastify takes the context along where it
 * reads a body, in the events of a connection that knows of no call.
 */
export function openContexts(server: FastifyInstance, newId: () => string): void {
  server.addHook('onRequest', (request, reply, done) => {
    const traceId = traceIdFrom(request.headers) ?? newId().replaceAll('-', '');
    const context: CallContext = { requestId: request.id, traceId };
    reply.header('x-request-id', request.id);
    inContext(context, done);
  });
}
