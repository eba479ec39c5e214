import { connect, type Socket } from 'node:net';

/** A connection on which a test writes bytes as it likes. */
export interface RawConnection {
  socket: Socket;
  /** What the server has answered so far. */
  text: () => string;
  /** Resolves when the connection is gone, whoever ended it. */
  closed: Promise<void>;
}

export function openRaw(url: string, bytes = ''): RawConnection {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  // A connection that the server ends may report a reset.
  socket.on('error', () => socket.destroy());
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  if (bytes !== '') socket.write(bytes);
  return { socket, text: () => text, closed };
}

/** The head of a POST of JSON, with whatever else it should say. */
export const postHead = (path: string, headers: Record<string, string | number>): string =>
  [
    `POST ${path} HTTP/1.1`,
    'host: localhost',
    'content-type: application/json',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');
