import { MongoClient } from 'mongodb';
import type { Installation } from './installation.ts';

/** How many devices the server has on record for a person. */
export async function countDevices(installation: Installation, slug: string, email: string): Promise<number> {
  const client = await MongoClient.connect(process.env.MONGODB_URI ?? '');
  try {
    const database = client.db(installation.databaseName);
    const login = await database
      .collection<{ _id: string; userId: string }>('logins')
      .findOne({ _id: `${slug}/${email}` });
    if (login === null) throw new Error(`${email} has no login`);
    return await database.collection('devices').countDocuments({ userId: login.userId });
  } finally {
    await client.close();
  }
}
