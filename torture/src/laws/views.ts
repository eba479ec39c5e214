import type { ActingUser } from '@marginiq/domain/context';
import { expectedView } from '@marginiq/server/testing/expected-view';
import type { Member, World } from '../world/world.ts';
import { few, type Law } from './law.ts';
import { holds } from './told.ts';

/** The person with their current authority. */
export async function actorNow({ company, person }: Member): Promise<ActingUser> {
  const user = await company.store.collection('users').findById(person.id);
  if (user === null) throw new Error(`${person.name} is not in the database`);
  const { name, role, teamId } = user;
  return { userId: person.id, name, role, teamId };
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

async function differences(world: World, member: Member): Promise<string[]> {
  const behind = { database: { raw: await world.raw() } };
  const expected = await expectedView(behind, member.company, await actorNow(member));
  const { documents, entries } = await member.client.dump();
  const { name } = member.client;
  const missing = Object.keys(expected).filter((key) => !(key in documents));
  const extra = Object.keys(documents).filter((key) => !(key in expected));
  const other = Object.keys(expected).filter(
    (key) => key in documents && !holds(member.client, { key, document: plain(documents[key]) }, plain(expected[key])),
  );
  return [
    ...missing.map((key) => `${name} does not hold ${key}`),
    ...extra.map((key) => `${name} holds ${key}, which it may not see or which is gone`),
    ...other.map((key) => `${name} holds another version of ${key}`),
    ...entries
      .filter(({ state }) => state === 'waiting')
      .map(({ command }) => `${name} still waits with ${command.id}`),
  ];
}

/** Law 2: after quiet, every client holds exactly what its user may see. */
export const views: Law = async (world) => {
  const broken: string[] = [];
  for (const member of world.members) if (!world.ended.has(member)) broken.push(...(await differences(world, member)));
  return few(broken).map((line) => `law 2: ${line}`);
};
