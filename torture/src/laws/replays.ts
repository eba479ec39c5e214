import { type Replayed, replayCompany } from '@marginiq/server/replay/replay-company';
import { lineOf } from '@marginiq/server/replay/report-lines';
import type { World } from '../world/world.ts';
import { few, type Law } from './law.ts';

/** What may be: made again with the same result, or never made. */
const FINE = new Set(['equal', 'fault']);

async function broken(world: World, { store }: World['companies'][number]): Promise<string[]> {
  const wrong: Replayed[] = [];
  const onReplayed = (one: Replayed) => {
    if (!FINE.has(one.result.kind)) wrong.push(one);
  };
  const { writtenOver } = await replayCompany(store, { onReplayed });
  const isSeen = ({ result }: Replayed) => result.kind === 'different';
  // A former release keeps no inputs, and writes over what this one left.
  if (world.hasFormerServers) return wrong.filter(isSeen).map(lineOf);
  const there = await store.collection('discountRequests').findByIds(wrong.map(({ requestId }) => requestId));
  const lines = wrong.filter((one) => isSeen(one) || there.has(one.requestId)).map(lineOf);
  return writtenOver === 0 ? lines : [...lines, `${writtenOver} states of requests that no decision found`];
}

/**
 * Law 5: whatever went wrong meanwhile, each decision comes out the same from its inputs, and together they lead to each request's
 * current state.
 */
export const replays: Law = async (world) => {
  const lines = await Promise.all(world.companies.map((company) => broken(world, company)));
  return few(lines.flat()).map((line) => `law 5, made again: ${line}`);
};
