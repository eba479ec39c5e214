import { readTail, rotateLog } from '../base/log-file.mjs';
import { connectDirectly } from './replica-set.mjs';

const SERIOUS = new Set(['W', 'E', 'F']);
const LINES = 5;
const CHECK_EVERY_MS = 10 * 60_000;

/**
 * The cause of a mongod's end according to its log, readable: its warnings and errors if there are any, else its last
 * lines.
 * @param {string} file
 * @returns {string[]}
 */
export function lastWordsOfMongod(file) {
  const lines = readTail(file, 60).map(parse);
  const serious = lines.filter((line) => line.isSerious);
  return (serious.length > 0 ? serious : lines).slice(-LINES).map((line) => line.text);
}

/**
 * Keeps the log of a server that runs for months from filling the disk.
 * @param {import('./replica-set.mjs').Reached & { logFile: string, limit?: number, everyMs?: number }} options
 * @returns {() => void} ends it
 */
export function keepMongodLogSmall({ port, credentials, logFile, limit, everyMs = CHECK_EVERY_MS }) {
  const timer = setInterval(async () => {
    if (!rotateLog(logFile, limit)) return;
    // mongod keeps writing to the file that was moved aside until it is asked to reopen the log.
    const client = await connectDirectly({ port, credentials });
    await client
      .db('admin')
      .command({ logRotate: 1 })
      .catch(() => undefined);
    await client.close();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** @param {string} line */
function parse(line) {
  try {
    const { s, msg, attr } = JSON.parse(line);
    const causes = [attr?.error, attr?.reason, attr?.message].filter((cause) => cause !== undefined);
    const text = [msg, ...causes.map((cause) => (typeof cause === 'object' ? JSON.stringify(cause) : cause))].join(
      ': ',
    );
    return { isSerious: SERIOUS.has(s), text: text.slice(0, 400) };
  } catch {
    return { isSerious: true, text: line.slice(0, 400) };
  }
}
