import { viewOf } from '@marginiq/contract/cursor';
import type { Changes } from '@marginiq/contract/pull';
import type { ActingUser } from '@marginiq/domain/context';
import { expectedView } from '@marginiq/server/testing/expected-view';
import { expectPositionsHold } from '@marginiq/server/testing/laws';
import type { WireEntry } from '../client/wire-log.ts';
import type { Member, World } from '../world/world.ts';
import { few, type Law, said } from './law.ts';
import { actorNow } from './views.ts';

/** A range of positions that a client was told it now has, and the documents that came for it. */
interface Stretch {
  after: number;
  upTo: number;
  brought: Set<string>;
}

function broughtBy(changes: Changes): string[] {
  return Object.entries(changes).flatMap(([name, { upserts }]) => upserts.map(({ id, seq }) => `${name}/${id}@${seq}`));
}

function stretchOf(entry: WireEntry, view: string): Stretch | null {
  if (entry.kind === 'pull') {
    const { cursor, reply } = entry;
    if (viewOf(reply.cursor.epoch) !== view) return null;
    // The head of a long reading is beside the order; the pages behind it begin at 0.
    const after = reply.reset || cursor === null ? 0 : cursor.seq;
    return { after, upTo: reply.cursor.seq, brought: new Set(broughtBy(reply.changes)) };
  }
  if (entry.kind === 'item' && entry.item.page?.view === view) {
    const { after, seq, changes } = entry.item.page;
    return { after, upTo: seq, brought: new Set(broughtBy(changes)) };
  }
  return null;
}

/**
 * A document now at a position was committed with it, in its current state, so each range over that position must have brought it to
 * everybody who reads with the same authority (the view is named by role and team). This detects a skipped change even if a later reading
 * brought it after all.
 */
async function skipped(world: World, member: Member, actor: ActingUser): Promise<string[]> {
  const behind = { database: { raw: await world.raw() } };
  const view = Object.entries(await expectedView(behind, member.company, actor)) as [string, { seq: number }][];
  const { cursor } = await member.client.dump();
  if (cursor === null) return [];
  const stretches = member.client.wire.read().flatMap((entry) => stretchOf(entry, viewOf(cursor.epoch)) ?? []);
  return stretches.flatMap(({ after, upTo, brought }) =>
    view.flatMap(([key, { seq }]) =>
      seq > after && seq <= upTo && !brought.has(`${key}@${seq}`)
        ? [`${member.client.name} was taken from ${after} to ${upTo} without ${key} at ${seq}`]
        : [],
    ),
  );
}

/** Law 3: positions are unique, the counter equals the newest, and no cursor passed a change. */
export const positions: Law = async (world) => {
  const behind = { database: { raw: await world.raw() } };
  const broken: string[] = [];
  for (const company of world.companies)
    broken.push(...(await said('positions', expectPositionsHold(behind, company))));
  for (const member of world.members) {
    if (world.ended.has(member)) continue;
    broken.push(...(await skipped(world, member, await actorNow(member))));
  }
  return few(broken).map((line) => `law 3: ${line}`);
};
