import type { Outcome } from '@marginiq/contract/outcome';
import type { CommandRecord } from '@marginiq/server/tenancy/documents';
import { expectCommandsAudited, expectDevicesInOrder } from '@marginiq/server/testing/laws';
import type { Member, World } from '../world/world.ts';
import { few, type Law, said } from './law.ts';
import { isToldAs } from './told.ts';

async function recordsOf(world: World, { company }: Member): Promise<Map<string, CommandRecord>> {
  const raw = await world.raw();
  const records = await raw.collection<CommandRecord>('commands').find({ companyId: company.id }).toArray();
  return new Map(records.map((record) => [record.outcome.commandId, record]));
}

/** The number of commands lost with a wiped device equals the number reported to the admin. */
async function toldUnsent({ client, company }: Member, records: Map<string, CommandRecord>): Promise<string[]> {
  const device = await company.store.collection('devices').findById(client.deviceId);
  const dismissed = client.dismissed();
  const gone = client.saved().filter(({ id }) => !records.has(id) && !dismissed.has(id)).length;
  // A device that could not reach the server is wiped nevertheless, unreported.
  if (!device?.wipedAt || device.unsentAtWipe === gone) return [];
  return [`${client.name} was wiped with ${gone} unsent commands and told of ${device.unsentAtWipe}`];
}

/** Every command that a person was told is saved has its one record, or is visible in the outbox. */
async function kept(world: World, member: Member): Promise<string[]> {
  const { client } = member;
  const records = await recordsOf(world, member);
  if (world.ended.has(member)) return toldUnsent(member, records);
  const { entries } = await client.dump();
  const inOutbox = new Map(entries.map((entry) => [entry.command.id, entry]));
  const dismissed = client.dismissed();
  return client.saved().flatMap(({ id, type }) => {
    const record = records.get(id);
    const entry = inOutbox.get(id);
    if (record === undefined && entry === undefined && !dismissed.has(id)) return [`${client.name} lost ${type} ${id}`];
    if (record === undefined && entry?.state === 'accepted')
      return [`${client.name} holds ${id} as accepted; no record`];
    if (record !== undefined && record.deviceId !== client.deviceId) return [`${id} was decided for another device`];
    if (record !== undefined && entry?.outcome && !isToldAs(client, entry.outcome, record.outcome)) {
      return [`${client.name} holds another outcome of ${id} than the server`];
    }
    return [];
  });
}

/** However often a command was answered, the answer was the same. */
async function answeredAlike(world: World, member: Member): Promise<string[]> {
  const records = await recordsOf(world, member);
  const told = member.client.wire.read().flatMap((entry) => (entry.kind === 'push' ? entry.reply.outcomes : []));
  return told.flatMap((outcome: Outcome) => {
    const stored = records.get(outcome.commandId)?.outcome;
    if (stored !== undefined && isToldAs(member.client, outcome, stored)) return [];
    return [`${member.client.name} was told ${outcome.status} of ${outcome.commandId}, and that does not stand`];
  });
}

/** Laws 1 and 6: one outcome for each command, one record, its audit entries; none is lost. */
export const outcomes: Law = async (world) => {
  const broken: string[] = [];
  for (const member of world.members) {
    broken.push(...(await kept(world, member)));
    if (!world.restored) broken.push(...(await answeredAlike(world, member)));
  }
  const behind = { database: { raw: await world.raw() } };
  for (const company of world.companies) {
    broken.push(...(await said('audit', expectCommandsAudited(behind, company))));
    broken.push(...(await said('device numbers', expectDevicesInOrder(behind, company))));
  }
  return few(broken).map((line) => `law 1/6: ${line}`);
};
