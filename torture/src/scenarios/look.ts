import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { CommandRecord } from '@marginiq/server/tenancy/documents';
import type { OutboxEntry } from '@marginiq/sync/outbox/outbox-entry';
import type { Member, World } from '../world/world.ts';
import { must } from './scenario.ts';

/** The request as stored in the database. */
export async function requestOf({ company }: Member, requestId: string): Promise<DiscountRequest> {
  const stored = await company.store.collection('discountRequests').findById(requestId);
  must(stored !== null, `there is no request ${requestId}`);
  const { _id: id, ...rest } = stored;
  return { id, ...rest };
}

/** The request as the client holds it; undefined if it does not. */
export async function heldRequest({ client }: Member, requestId: string): Promise<DiscountRequest | undefined> {
  return (await client.dump()).documents[`requests/${requestId}`] as DiscountRequest | undefined;
}

export async function refusals({ client }: Member): Promise<OutboxEntry[]> {
  return (await client.dump()).entries.filter(({ state }) => state === 'refused');
}

export async function recordsOfDevice(world: World, { client, company }: Member): Promise<CommandRecord[]> {
  const records = (await world.raw()).collection<CommandRecord>('commands');
  return records.find({ companyId: company.id, deviceId: client.deviceId }).sort({ deviceSeq: 1 }).toArray();
}

/** How often a client was sent everything from the beginning. */
export function resets({ client }: Member): number {
  return client.wire.read().filter((entry) => entry.kind === 'pull' && entry.reply.reset).length;
}
