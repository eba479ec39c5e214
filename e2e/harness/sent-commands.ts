import { MongoClient } from 'mongodb';
import type { Installation } from './installation.ts';

/** The commands that the server was sent about a request, accepted or not, in the order in which they were decided. */
export async function sentCommands(installation: Installation, requestId: string): Promise<string[]> {
  const client = await MongoClient.connect(process.env.MONGODB_URI ?? '');
  try {
    const commands = await client
      .db(installation.databaseName)
      .collection<{ type: string }>('commands')
      .find({ 'args.requestId': requestId }, { sort: { 'outcome.decidedAt': 1 } })
      .toArray();
    return commands.map(({ type }) => type);
  } finally {
    await client.close();
  }
}
