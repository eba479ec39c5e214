/** A process of the control: writes documents that carry the time at which they were made, each in a transaction. */
import { MongoClient } from 'mongodb';
import { v7 } from 'uuid';

export interface Written {
  kind: 'written';
  ids: string[];
}

const [uri = '', name = '', writingMs = '0'] = process.argv.slice(2);
const client = await new MongoClient(uri, { writeConcern: { w: 'majority' } }).connect();
const documents = client.db(name).collection<{ _id: string; at: number }>('stamped');
const ids: string[] = [];
for (const until = performance.now() + Number(writingMs); performance.now() < until; ) {
  const _id = v7();
  await client.withSession((session) =>
    session.withTransaction(() => documents.insertOne({ _id, at: Date.now() }, { session })),
  );
  ids.push(_id);
}
await client.close();
process.send?.({ kind: 'written', ids } satisfies Written, () => process.disconnect());
