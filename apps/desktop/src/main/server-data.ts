import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isLoopback } from './secure-address.ts';

/** Where the program keeps what belongs to one server. */
export interface ServerData {
  vaultFile: string;
  /** The proofs by which this server recognises the device. */
  proofsFile: string;
  /** The session partition of the renderer's storage: databases, page storage, caches. */
  partition: string;
}

/**
 * Each server has a vault and a renderer's storage of its own. A company and its people have the same ids on a server that was
 * restored from another's backup, so ids do not tell servers apart: a session of the one must never be sent to the other, nor
 * its people's unsent actions. Whoever points the program back at the first server finds everything as it was.
 *
 * Another name of this computer, or https instead of http, is the same server: what waits there must not seem lost.
 *
 * @param serverUrl its origin
 */
export function serverData(dataFolder: string, serverUrl: string): ServerData {
  const server = serverId(serverUrl);
  return {
    vaultFile: join(dataFolder, `session-${server}.vault`),
    proofsFile: join(dataFolder, `devices-${server}.json`),
    partition: `persist:server-${server}`,
  };
}

/** The name that distinguishes servers here. */
export const serverId = (serverUrl: string): string =>
  createHash('sha256')
    .update(nameOf(new URL(serverUrl)))
    .digest('hex')
    .slice(0, 16);

const nameOf = (url: URL): string => `${isLoopback(url) ? 'localhost' : url.hostname}:${url.port}`;
