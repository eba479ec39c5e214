import type { IncomingMessage, ServerResponse } from 'node:http';

type Raw = ServerResponse & { req: IncomingMessage };

/**
 * Tells once when a response is over: it was written, or its connection is gone, perhaps already. Before Node 24, a response that
 * waits behind others on its connection hears of neither, so the connection is listened to as well.
 */
export function whenOver(response: Raw, tell: () => void): void {
  const { socket } = response.req;
  if (response.destroyed || response.writableFinished || socket.destroyed) {
    tell();
    return;
  }
  let isTold = false;
  const over = () => {
    response.off('finish', over);
    response.off('close', over);
    socket.off('close', over);
    // A connection that closes tells its response, too: what listens to both is then called by both.
    if (!isTold) tell();
    isTold = true;
  };
  response.on('finish', over);
  response.on('close', over);
  // As many as wait on one connection: what is counted by this bounds them.
  socket.setMaxListeners(0);
  socket.on('close', over);
}
