import { setTimeout as wait } from 'node:timers/promises';
import type { World } from '../world/world.ts';

const WRITERS = 8;
const EACH = 25;

interface Row {
  _id: string;
  changedAt: number;
}

/**
 * The control: the same writers with a timestamp cursor. Each takes the time, and its commit lands a little later, as
 * commits do; a reader continues from the newest time that it has seen.
 * @returns how many rows the reader never got
 */
export async function missedByTimestamp(world: World): Promise<number> {
  // Made ahead, with its index: eight writers that each find it missing would all make it at once.
  const rows = await (await world.raw()).createCollection<Row>('timestampControl');
  await rows.createIndex({ changedAt: 1 });
  let writing = true;
  const seen = new Set<string>();
  const write = async (writer: number) => {
    for (let index = 0; index < EACH; index += 1) {
      const changedAt = Date.now();
      await wait(world.random.below(30));
      await rows.insertOne({ _id: `${writer}-${index}`, changedAt });
    }
  };
  const read = async () => {
    let cursor = 0;
    for (let last = false; !last; ) {
      last = !writing;
      for (const row of await rows
        .find({ changedAt: { $gt: cursor } })
        .sort({ changedAt: 1 })
        .toArray()) {
        seen.add(row._id);
        cursor = row.changedAt;
      }
    }
  };
  const reading = read();
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  writing = false;
  await reading;
  return WRITERS * EACH - seen.size;
}
