import { errorMessage, UserError } from '../base/user-error.mjs';

const TIMEOUT_MS = 5_000;

/**
 * Looks whether the MongoDB that the user named is one that MarginIQ can work with.
 * @param {string} uri
 */
export async function checkOwnServer(uri) {
  const { MongoClient } = await import('mongodb');
  const shown = withoutPassword(uri);
  let client;
  try {
    client = new MongoClient(uri, { serverSelectionTimeoutMS: TIMEOUT_MS, connectTimeoutMS: TIMEOUT_MS });
    const hello = await client.db('admin').command({ hello: 1 });
    // `isdbgrid` is a sharded cluster's mongos: it has transactions and change streams too.
    if (!hello.setName && hello.msg !== 'isdbgrid') {
      throw new UserError(
        `The MongoDB at ${shown} is not a replica set, and transactions need one. ` +
          'Start it with --replSet and run rs.initiate() once, or unset MONGODB_URI.',
      );
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `No MongoDB answers at ${shown} (${withoutPassword(errorMessage(error)).split('\n')[0]}). ` +
        'Check MONGODB_URI, or unset it to let MarginIQ bring its own.',
      { cause: error },
    );
  } finally {
    await client?.close();
  }
}

/**
 * @param {string} text
 * @returns {string} the same without the password of a connection string in it
 */
export function withoutPassword(text) {
  return text.replace(/(mongodb(?:\+srv)?:\/\/[^:@/\s]+):[^@/\s]+@/g, '$1:***@');
}
