import { createServer } from 'node:net';
import { UserError } from '../base/user-error.mjs';

// Below the range that systems use for outgoing connections (from 32768 on Linux), so that a remembered port is rarely
// taken by chance at the next start.
const FIRST = 27_100;
const LAST = 27_999;

/**
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * The wished port if it is free, else a free one.
 * @param {number | undefined} wished
 * @returns {Promise<number>}
 */
export async function choosePort(wished) {
  if (wished !== undefined && (await isPortFree(wished))) return wished;
  const size = LAST - FIRST + 1;
  const offset = Math.floor(Math.random() * size);
  for (let step = 0; step < size; step++) {
    const port = FIRST + ((offset + step) % size);
    if (await isPortFree(port)) return port;
  }
  throw new UserError(`No free port for MongoDB between ${FIRST} and ${LAST} on 127.0.0.1.`);
}
