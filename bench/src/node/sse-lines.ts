import { Agent, get } from 'node:http';
import type { Readable } from 'node:stream';

/** Streams stay open: each needs a connection of its own. */
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

export interface OpenStream {
  close: () => void;
}

/**
 * Reads server-sent events at the least cost: no parser, only a search for a mark in the data. The mark may be split
 * between packets, so the end of the last piece is searched again.
 */
export function openStream(
  url: string,
  headers: Record<string, string>,
  hears: (text: string) => void,
  ended: (why: string) => void,
): OpenStream {
  const request = get(url, { agent, headers: { accept: 'text/event-stream', ...headers } }, (response: Readable) => {
    response.setEncoding('latin1').on('data', hears);
    response.on('end', () => ended('the server ended it'));
    response.on('error', (error) => ended(error.message));
  });
  request.on('error', (error) => ended(error.message));
  request.on('response', ({ statusCode }) => {
    if (statusCode !== 200) ended(`it was answered ${statusCode}`);
  });
  return { close: () => request.destroy() };
}
