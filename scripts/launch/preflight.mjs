import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { NEEDED_SPACE, requireFreeSpace } from '../base/disk-space.mjs';
import { errorCode, UserError } from '../base/user-error.mjs';
import { readHealth } from './health.mjs';

/**
 * @param {Pick<import('./settings.mjs').Settings, 'port' | 'host' | 'url'>} settings
 */
export async function requireFreePort({ port, host, url }) {
  const code = await bindError(port, host);
  if (code === undefined) return;
  if (code === 'EADDRINUSE') {
    const { isMarginIq: isOurs } = await readHealth(url);
    const holder = isOurs ? `by a MarginIQ that is already running at ${url}` : 'by another program';
    const other = port === 4410 ? 4420 : 4410;
    throw new UserError(
      `Port ${port} is taken ${holder}. Stop that one, or take another port: MARGINIQ_PORT=${other} npm start`,
    );
  }
  if (code === 'EACCES')
    throw new UserError(`Port ${port} needs special rights. Take one above 1023 by MARGINIQ_PORT.`);
  throw new UserError(
    `MarginIQ cannot listen on ${host} port ${port} (${code}). Check MARGINIQ_HOST and MARGINIQ_PORT.`,
  );
}

/**
 * @param {string} dataDir
 */
export function requireDataFolder(dataDir) {
  const probe = join(dataDir, `.probe-${process.pid}`);
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOSPC' || code === undefined) throw error;
    throw new UserError(
      `The data folder ${dataDir} cannot be written (${code}). Set MARGINIQ_DATA to a folder that can.`,
    );
  }
  requireFreeSpace({
    folder: dataDir,
    needed: NEEDED_SPACE.data,
    advice: 'Free some space there, or set MARGINIQ_DATA to a folder on another disk.',
  });
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<string | undefined>} the code of the error, none if the port is free
 */
function bindError(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(errorCode(error) ?? 'unknown'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
