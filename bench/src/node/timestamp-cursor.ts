import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { BenchDatabase } from './bench-database.ts';
import { aMessage, Child } from './child.ts';
import type { DelayingProxy } from './delaying-proxy.ts';
import type { Written } from './timestamp-writer.ts';

const POLL_MS = 10;

/** The control: the usual cursor, "changed after the newest time I have seen", over what three processes write. */
export async function timestampMisses(
  { raw, name }: BenchDatabase,
  ways: DelayingProxy[],
  writingMs: number,
): Promise<{ written: number; missed: number }> {
  const documents = raw.collection<{ _id: string; at: number }>('stamped');
  await documents.createIndex({ at: 1 });
  await using stack = new AsyncDisposableStack();
  const entry = 'bench/src/node/timestamp-writer.ts';
  const writers = ways.map(({ uri }) => stack.use(new Child({ entry, args: [uri, name, String(writingMs)] })));

  let writing = true;
  const reader = (async () => {
    const seen = new Set<string>();
    let newest = 0;
    for (;;) {
      const last = !writing;
      const options = { readConcern: { level: 'majority' as const } };
      const page = await documents
        .find({ at: { $gt: newest } }, options)
        .sort({ at: 1 })
        .toArray();
      for (const { _id, at } of page) {
        seen.add(_id);
        newest = Math.max(newest, at);
      }
      if (last) return seen;
      await wait(POLL_MS);
    }
  })();
  const written = await Promise.all(
    writers.map((writer) => writer.heard('what it wrote', aMessage<Written>('written'), writingMs + 60_000)),
  ).finally(() => {
    writing = false;
  });
  const seen = await reader;
  for (const { process } of writers) if (process.exitCode === null) await once(process, 'exit');
  const ids = written.flatMap((one) => one.ids);
  return { written: ids.length, missed: ids.filter((id) => !seen.has(id)).length };
}
