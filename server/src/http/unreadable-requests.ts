import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { EarlyRefusal, errorReply } from './error-reply.ts';

const STATUS_BY_CODE: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers bytes that are no request for Node, before Fastify sees any: in the form of all our refusals, with an id of its own. */
export const refuseUnreadable = (newId: () => string) => (error: ConnectionError, socket: Socket) => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const id = newId();
  const status = STATUS_BY_CODE[error.code] ?? 400;
  const text = JSON.stringify(errorReply(new EarlyRefusal(status, { code: 'unreadable' }), id).body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-length: ${Buffer.byteLength(text)}`,
    'content-type: application/json; charset=utf-8',
    'cache-control: no-store',
    'connection: close',
    `x-request-id: ${id}`,
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${text}`);
  socket.destroy(error);
};
