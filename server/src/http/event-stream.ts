import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Changes } from '@marginiq/contract/pull';
import type { StreamItem } from '@marginiq/contract/stream';
import { isTrackedEnvelope, type TrackedEnvelope } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { FastifyReply } from 'fastify';
import { answerData } from '../procedures/answer-data.ts';
import { PING_INTERVAL_MS, RECONNECT_AFTER_INACTIVITY_MS } from '../procedures/stream-times.ts';
import { ServerMovedError } from '../server-busy.ts';

/** tRPC's own names on the wire: its client reads this stream as it reads any subscription. */
const CONNECTED = (options: object) => `event: connected\ndata: ${JSON.stringify(options)}\n\n`;
const PING = 'event: ping\ndata: \n\n';
const RETURN = 'event: return\ndata: \n\n';
const FAILED = (shape: object) => `event: serialized-error\ndata: ${JSON.stringify(shape)}\n\n`;

/** As tRPC tells an error in the middle of a stream. */
function movedText({ code, message, answer }: ServerMovedError, requestId: string): string {
  return FAILED({
    message,
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: { code, httpStatus: 503, requestId, ...answerData(answer) },
  });
}

const writtenOut = new WeakMap<Changes, string>();

/** Changes that are sent to many streams are serialised once. */
function changesText(changes: Changes): string {
  const text = writtenOut.get(changes) ?? JSON.stringify(changes);
  writtenOut.set(changes, text);
  return text;
}

function itemText({ seq, page }: StreamItem): string {
  if (!page) return JSON.stringify({ seq, page });
  const { changes, ...rest } = page;
  return `{"seq":${seq},"page":${JSON.stringify(rest).slice(0, -1)},"changes":${changesText(changes)}}}`;
}

/** One that can be resumed by has an id. */
function eventText(item: StreamItem | TrackedEnvelope<StreamItem>): string {
  if (!isTrackedEnvelope(item)) return `data: ${JSON.stringify(item)}\n\n`;
  const [id, data] = item;
  return `data: ${itemText(data)}\nid: ${id}\n\n`;
}

/**
 * Where a response's bytes go after its head: directly to the socket, without the per-response queueing; or through the
 * response while an earlier one still holds the socket.
 */
const wireOf = ({ raw }: FastifyReply): Writable => raw.socket ?? raw;

/** A client that reads nothing for this many pings, although data is waiting, is gone. */
const MAX_STILL_PINGS = 10;

/**
 * Sends a keep-alive at each interval until it is stopped. It also replaces the socket's own timeout, which would restart at each
 * item of each stream: a stalled client is cut off, and a slow one that makes progress is not. That part lasts as long as the
 * socket, because a stream's last write may still be pending after the stream has ended.
 */
function startPings(reply: FastifyReply, intervalMs: number): { stop: () => void } {
  const { socket } = reply.raw.req;
  socket.setTimeout(0);
  let isStopped = false;
  let taken = 0;
  let still = 0;
  const timer = setInterval(() => {
    const { bytesWritten, writableLength } = socket;
    const takenNow = bytesWritten - writableLength;
    still = writableLength > 0 && takenNow === taken ? still + 1 : 0;
    taken = takenNow;
    if (still >= MAX_STILL_PINGS) socket.destroy();
    else if (!isStopped) wireOf(reply).write(PING);
  }, intervalMs);
  const end = () => clearInterval(timer);
  if (socket.closed) end();
  else socket.once('close', end);
  return {
    stop: () => {
      isStopped = true;
    },
  };
}

/**
 * Writes items as server-sent events, each in one write, until the source or the client ends. Each item waits until the
 * previous one has been handed to the network, so that a slow client gets the newest and nothing piles up here.
 * @param gone aborted when the response's connection closes
 */
export async function writeEvents(
  reply: FastifyReply,
  items: AsyncIterable<StreamItem | TrackedEnvelope<StreamItem>>,
  gone: AbortSignal,
  { pingMs = PING_INTERVAL_MS } = {},
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  // What plugins set (CORS, security) would otherwise be written by the reply that is bypassed here.
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  // An event is then one write of its own bytes, not three around it. The connection would serve nothing else anyway.
  raw.removeHeader('transfer-encoding');
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    connection: 'close',
  });
  raw.write(CONNECTED({ reconnectAfterInactivityMs: RECONNECT_AFTER_INACTIVITY_MS }));
  const pings = startPings(reply, pingMs);
  try {
    for await (const item of items) {
      const wire = wireOf(reply);
      if (gone.aborted || wire.destroyed) return;
      if (!wire.write(eventText(item))) await once(wire, 'drain', { signal: gone }).catch(() => undefined);
    }
    raw.end(RETURN);
  } catch (error) {
    if (error instanceof ServerMovedError) {
      raw.end(movedText(error, reply.request.id));
      return;
    }
    // Cut as by a network failure: the client reconnects.
    raw.destroy();
    throw error;
  } finally {
    pings.stop();
  }
}
