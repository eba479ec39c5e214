import type { IncomingMessage, Server } from 'node:http';
import type { HttpLimits } from './limits.ts';

const announcesBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * Ends connections on which a body hardly moves. Whoever sends a byte now and then is never silent, and would hold a
 * connection and its memory for ever. It makes no difference whether anybody waits for that body: an answer may be out.
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
