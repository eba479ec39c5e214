import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../base/user-error.mjs';

export const REPLICA_SET = 'rs0';

/** MongoDB's error codes that the set-up meets. */
const NOT_YET_INITIALIZED = 94;
const ALREADY_INITIALIZED = 23;

/**
 * @typedef {import('./credentials.mjs').Credentials} Credentials
 *
 * @typedef {object} Reached a server of this computer
 * @property {number} port
 * @property {Credentials | null} credentials null for one that asks for none
 */

/**
 * @param {Reached} server
 * @returns {string}
 */
export function replicaSetUri({ port, credentials }) {
  const options = `?replicaSet=${REPLICA_SET}&directConnection=true`;
  if (credentials === null) return `mongodb://127.0.0.1:${port}/${options}`;
  return `mongodb://${credentials.user}:${credentials.password}@127.0.0.1:${port}/${options}&authSource=admin`;
}

/**
 * Opens a connection to the one server at this port, whatever state its replica set is in.
 * @param {Reached} server
 * @param {number} [timeoutMs]
 */
export async function connectDirectly({ port, credentials }, timeoutMs = 3_000) {
  const { MongoClient } = await import('mongodb');
  const auth = credentials && { username: credentials.user, password: credentials.password };
  return new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    ...(auth ? { auth, authSource: 'admin' } : {}),
    serverSelectionTimeoutMS: timeoutMs,
    connectTimeoutMS: timeoutMs,
    socketTimeoutMS: 30_000,
  });
}

/**
 * Waits until the server answers, makes it a replica set of one (or tells an existing one its new port) and waits
 * until it takes writes.
 * @param {Reached} server
 * @param {{ isAlive: () => boolean, timeoutMs: number, signal?: AbortSignal }} options
 */
export async function becomePrimary({ port, credentials }, { isAlive, timeoutMs, signal }) {
  const deadline = performance.now() + timeoutMs;
  const self = `127.0.0.1:${port}`;
  // Knocking on the port first: the driver would look at a closed one only every half second.
  while (isAlive() && performance.now() < deadline && !(await acceptsConnections(port))) {
    await sleep(50, undefined, { signal });
  }
  const client = await connectDirectly({ port, credentials });
  let trouble = 'it does not answer';
  try {
    const admin = client.db('admin');
    while (performance.now() < deadline) {
      signal?.throwIfAborted();
      if (!isAlive()) throw new Error('mongod ended while starting');
      try {
        const hello = await admin.command({ hello: 1 });
        if (hello.isWritablePrimary && hello.me === self) return;
        trouble = 'it does not become primary';
        await settleConfiguration(admin, self);
      } catch (error) {
        trouble = errorMessage(error);
      }
      await sleep(100);
    }
    throw new Error(`mongod is not ready after ${Math.round(timeoutMs / 1000)} s: ${trouble}`);
  } finally {
    await client.close();
  }
}

/**
 * Waits until the server answers, and leaves its replica set to whoever puts that together from several members.
 * @param {Reached} server
 * @param {{ isAlive: () => boolean, timeoutMs: number, signal?: AbortSignal }} options
 */
export async function becomeMember({ port }, { isAlive, timeoutMs, signal }) {
  const deadline = performance.now() + timeoutMs;
  while (!(await acceptsConnections(port))) {
    if (!isAlive()) throw new Error('mongod ended while starting');
    if (performance.now() > deadline) throw new Error(`mongod does not answer after ${Math.round(timeoutMs / 1000)} s`);
    await sleep(50, undefined, { signal });
  }
}

/**
 * Gives a server that asks nobody for a password the user of these credentials, or that user this password.
 * @param {number} port
 * @param {Credentials} credentials
 */
export async function makeUser(port, { user, password }) {
  const client = await connectDirectly({ port, credentials: null });
  try {
    const admin = client.db('admin');
    const { users } = await admin.command({ usersInfo: user });
    const rights = { pwd: password, roles: ['root'], mechanisms: ['SCRAM-SHA-256'] };
    await admin.command(users.length > 0 ? { updateUser: user, ...rights } : { createUser: user, ...rights });
  } finally {
    await client.close();
  }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function acceptsConnections(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (/** @type {boolean} */ accepted) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
    socket.setTimeout(1_000, () => answer(false));
  });
}

/**
 * @param {import('mongodb').Db} admin
 * @param {string} self host and port of this server
 */
async function settleConfiguration(admin, self) {
  let config;
  try {
    ({ config } = await admin.command({ replSetGetConfig: 1 }));
  } catch (error) {
    if (mongoCode(error) !== NOT_YET_INITIALIZED) throw error;
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host: self }] } }).catch(ignore);
    return;
  }
  if (config.members.length === 1 && config.members[0].host === self) return;
  // The data came up on another port than last time, so the server does not find itself in its own set and there
  // is no primary that could be asked: only a forced change helps, and with one member it can split nothing.
  const member = { ...config.members[0], host: self };
  await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members: [member] }, force: true });
}

/** @param {unknown} error */
function ignore(error) {
  if (mongoCode(error) !== ALREADY_INITIALIZED) throw error;
}

/**
 * @param {unknown} error
 * @returns {number | undefined}
 */
function mongoCode(error) {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number'
    ? error.code
    : undefined;
}
