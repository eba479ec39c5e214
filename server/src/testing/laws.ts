import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { CommandRecord } from '../tenancy/documents.ts';
import { storedName } from '../tenancy/stored-names.ts';
import type { TestCompany } from './test-company.ts';
import type { WithDatabase } from './test-database.ts';

/** Every collection whose documents carry a position. */
export const SYNCED_COLLECTIONS = [
  'companies',
  'users',
  'customers',
  'products',
  'businessRules',
  'governance',
  'statistics',
  'discountRequests',
  'revocations',
] as const;

const logical = (physicalId: string) => physicalId.slice(physicalId.indexOf(':') + 1);

async function rawOf(api: WithDatabase, company: TestCompany, collection: string): Promise<Record<string, unknown>[]> {
  return api.database.raw.collection(storedName(collection)).find({ companyId: company.id }).toArray();
}

/**
 * Positions are unique, and the newest document has the counter's position (law 3 rests on both); or it was a revocation that
 * was purged since, and the horizon has it. What a migration changes in place moves the counter alone.
 */
export async function expectPositionsHold(api: WithDatabase, company: TestCompany): Promise<void> {
  const documents = await Promise.all(SYNCED_COLLECTIONS.map((name) => rawOf(api, company, name)));
  const positions = documents.flat().map(({ seq }) => seq as number);
  strictEqual(new Set(positions).size, positions.length, 'positions are unique');
  const counter = await company.store.collection('counters').findById(company.id);
  const newest = Math.max(counter?.horizonSeq ?? 0, ...positions);
  const isMigrated = (await company.store.collection('migrationProgress').count()) > 0;
  const expected = isMigrated ? Math.max(newest, counter?.seq ?? 0) : newest;
  strictEqual(counter?.seq, expected, 'the counter has the position of the newest document');
}

/** Every command has one outcome, and left exactly the audit entries that it should (laws 1 and 6). */
export async function expectCommandsAudited(api: WithDatabase, company: TestCompany): Promise<void> {
  const commands = (await rawOf(api, company, 'commands')) as unknown as CommandRecord[];
  const audit = await rawOf(api, company, 'auditLogs');
  // What admins do has entries of its own, without a command.
  const actual = audit
    .filter(({ commandId }) => commandId !== null)
    .map(({ commandId, action, result }) => `${commandId} ${action} ${result}`)
    .sort();
  const expected = commands.flatMap(({ _id, type, outcome }) => {
    const own = `${logical(_id)} ${type} ${outcome.status}`;
    const bySystem =
      (type === 'request.submit' || type === 'request.revise') && outcome.requestStatus === 'autoApproved';
    return bySystem ? [own, `${logical(_id)} request.autoApprove accepted`] : [own];
  });
  deepStrictEqual(actual, expected.sort());
  for (const { _id, outcome } of commands) strictEqual(outcome.commandId, logical(_id));
}

/** A device's commands were decided in its order, none was skipped, and its number equals the last one. */
export async function expectDevicesInOrder(api: WithDatabase, company: TestCompany): Promise<void> {
  const devices = await rawOf(api, company, 'devices');
  const commands = await rawOf(api, company, 'commands');
  for (const { _id, lastSeq } of devices) {
    const own = commands.filter(({ deviceId }) => deviceId === logical(_id as string));
    const numbers = own.map(({ deviceSeq }) => deviceSeq as number).sort((a, b) => a - b);
    deepStrictEqual(
      numbers,
      Array.from({ length: lastSeq as number }, (_, index) => index + 1),
    );
  }
}

export async function expectLawsHold(api: WithDatabase, company: TestCompany): Promise<void> {
  await expectPositionsHold(api, company);
  await expectCommandsAudited(api, company);
  await expectDevicesInOrder(api, company);
}
