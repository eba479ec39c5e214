import { type Collection, MongoClient } from 'mongodb';
import type { Installation } from './installation.ts';

type Login = { _id: string; userId: string };

/** Reads and changes the server's device records. */
async function withDevices<T>(
  installation: Installation,
  [slug, email]: [string, string],
  work: (devices: Collection, whose: { userId: string }) => Promise<T>,
): Promise<T> {
  const client = await MongoClient.connect(process.env.MONGODB_URI ?? '');
  try {
    const database = client.db(installation.databaseName);
    const login = await database.collection<Login>('logins').findOne({ _id: `${slug}/${email}` });
    if (login === null) throw new Error(`${email} has no login`);
    return await work(database.collection('devices'), { userId: login.userId });
  } finally {
    await client.close();
  }
}

/** How many devices the server has on record for a person. */
export const countDevices = (installation: Installation, slug: string, email: string): Promise<number> =>
  withDevices(installation, [slug, email], (devices, whose) => devices.countDocuments(whose));

/** As after a backup was restored from before this person's devices had keys of their own. */
export const forgetLocalKeys = (installation: Installation, slug: string, email: string): Promise<unknown> =>
  withDevices(installation, [slug, email], (devices, whose) =>
    devices.updateMany(whose, { $unset: { localKey: '', earlierLocalKeys: '' } }),
  );
