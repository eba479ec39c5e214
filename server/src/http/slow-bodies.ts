import type { IncomingMessage, Server } from 'node:http';
import type { HttpLimits } from './limits.ts';

const announcesBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * Closes connections whose body barely moves. A client that sends a byte now and then is never silent, and would hold a
 * connection and its memory forever. It does not matter whether anything still reads that body: the answer may already
 * be out.
 */
export function endSlowBodies({ windowMs, bytes }: HttpLimits['bodyProgress'], server: Server): void {
  server.on('request', (request: IncomingMessage) => {
    if (!announcesBody(request)) return;
    const { socket } = request;
    let before = socket.bytesRead;
    const timer = setInterval(() => {
      if (request.complete) return clearInterval(timer);
      if (socket.bytesRead - before < bytes) socket.destroy();
      before = socket.bytesRead;
    }, windowMs);
    request.once('close', () => clearInterval(timer));
  });
}
