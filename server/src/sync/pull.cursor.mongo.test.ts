import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { afterAll, describe, expect, test } from 'vitest';
import { expectedView } from '../testing/expected-view.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

async function mona() {
  const company = await createTestCompany(api.services);
  const device = await TestDevice.register(company, company.person('Mona'));
  const reader = new TestReader(device);
  expect(await reader.page(api)).toMatchObject({ reset: true, more: false });
  return { company, device, reader };
}

/** The person's authority as it is in the database now. */
async function actorOf(company: TestCompany, device: TestDevice) {
  const user = await company.store.collection('users').findById(device.person.id);
  if (user === null) throw new Error('the person is gone');
  return { userId: user._id, name: user.name, role: user.role, teamId: user.teamId };
}

describe('everything is read from scratch', () => {
  const southOf = (company: TestCompany) => company.person('Sven').teamId;
  const changes: Record<string, (company: TestCompany) => Promise<unknown>> = {
    'after another role': (company) => company.changePerson(company.person('Mona'), { role: 'salesperson' }),
    'after a higher role': (company) => company.changePerson(company.person('Mona'), { role: 'admin' }),
    'after another team': (company) => company.changePerson(company.person('Mona'), { teamId: southOf(company) }),
    'after leaving every team': (company) => company.changePerson(company.person('Mona'), { teamId: null }),
    'after a backup was restored': (company) =>
      company.store.collection('counters').updateMany({}, { $set: { epoch: api.clock.newId() } }),
  };
  test.each(Object.keys(changes))('%s', async (name) => {
    const { company, device, reader } = await mona();
    await changes[name]?.(company);
    const page = await reader.page(api);
    expect(page.reset).toBe(true);
    expect(reader.view()).toEqual(await expectedView(api, company, await actorOf(company, device)));
    expect((await reader.page(api)).reset).toBe(false);
  });

  test('everything is read from scratch from a cursor that lies ahead of the company, as after a backup without a new epoch', async () => {
    const { company, device, reader } = await mona();
    const { cursor } = reader;
    if (cursor === null) throw new Error('the reader has a cursor');
    reader.cursor = { ...cursor, seq: cursor.seq + 1 };
    expect((await reader.page(api)).reset).toBe(true);
    expect(reader.cursor).toEqual(cursor);
    expect(reader.view()).toEqual(await expectedView(api, company, device.actor));
  });

  test('everything is read from scratch with a cursor that belongs to somebody else', async () => {
    const { company, reader } = await mona();
    for (const name of ['Ada', 'Sven', 'Anna', 'Bert'] as const) {
      const other = new TestReader(await TestDevice.register(company, company.person(name)));
      other.cursor = reader.cursor;
      expect((await other.page(api)).reset, name).toBe(true);
    }
  });

  test('not after a change that leaves what one may see', async () => {
    const { company, reader } = await mona();
    await company.changePerson(company.person('Mona'), { name: 'Mona Neumann' });
    await company.changePerson(company.person('Sven'), { role: 'admin' });
    expect((await reader.page(api)).reset).toBe(false);
  });
});

describe('the protocol', () => {
  test.each([OLDEST_PROTOCOL_VERSION - 1, PROTOCOL_VERSION + 1])('version %i is asked to update', async (protocol) => {
    const { device, reader } = await mona();
    if (protocol < 1) {
      await expect(reader.ask(api, null, protocol)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      return;
    }
    await expect(reader.ask(api, null, protocol)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: 'The server is too old. Update it; what waits to be sent is kept.',
    });
    await expect(device.on(api).sync.stream({ protocol })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    // What waits in its outbox is accepted nevertheless.
    const { outcomes } = await device
      .on(api)
      .sync.push({ protocol, deviceId: device.id, commands: [device.withdraw(api.clock.newId())] });
    expect(outcomes).toHaveLength(1);
  });

  test.each([
    { epoch: '', seq: 0 },
    { epoch: 'x'.repeat(101), seq: 0 },
    { epoch: 'x', seq: -1 },
    { epoch: 'x', seq: 1.5 },
  ])('the cursor %o is refused as malformed', async (cursor) => {
    const { reader } = await mona();
    await expect(reader.ask(api, cursor)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
