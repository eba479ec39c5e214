import type { CommandEnvelope } from '@marginiq/contract/command';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { v7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

async function anna() {
  const company = await createTestCompany(api.services);
  const device = await TestDevice.register(company, company.person('Anna'));
  const decided = () => company.store.collection('commands').count();
  return { company, device, decided };
}

const tooOld = { code: 'PRECONDITION_FAILED', message: expect.stringContaining('The server is too old') };

test('a command of a later form is decided by nobody, with all that was made after it, until the server knows it', async () => {
  const { device, decided } = await anna();
  const [first, later, last] = [device.submit(300), { ...device.submit(300), version: 2 }, device.submit(300)];
  await expect(device.push(api, [first, later, last])).rejects.toMatchObject(tooOld);
  expect(await decided()).toBe(0);
  const known = [first, { ...later, version: 1 }, last];
  expect((await device.push(api, known)).outcomes.map(({ status }) => status)).toEqual(Array(3).fill('accepted'));
});

test('a revoked device hears that it is revoked, whatever the form of its commands and whoever numbered them', async () => {
  const { device, company } = await anna();
  await company.store.collection('devices').updateMany({ _id: device.id }, { $set: { revokedAt: api.clock.now() } });
  const revoked = { answer: { code: 'deviceRevoked' } };
  await expect(device.push(api, [{ ...device.submit(300), version: 2 }])).rejects.toMatchObject(revoked);
  const numberedElsewhere = { ...device.submit(300), deviceId: v7() };
  await expect(device.push(api, [numberedElsewhere])).rejects.toMatchObject(revoked);
});

test('a type that nobody knows is refused, unless a program of a later protocol sends it', async () => {
  const { device, decided } = await anna();
  const delegate: CommandEnvelope = { ...device.submit(300), type: 'request.delegate' };
  await expect(device.push(api, [delegate], PROTOCOL_VERSION + 1)).rejects.toMatchObject(tooOld);
  expect(await decided()).toBe(0);
  expect((await device.push(api, [delegate])).outcomes).toMatchObject([{ refusal: { code: 'invalidCommand' } }]);
});

test('inputs that cannot be read hold up no command, and are not said to have changed', async () => {
  const { device } = await anna();
  const command = { ...device.submit(300), provisional: { verdict: 'later', inputs: { rulesVersion: 'x', later: 1 } } };
  const { outcomes } = await device.push(api, [command as never]);
  expect(outcomes).toMatchObject([{ status: 'accepted', changedInputs: [] }]);
});

test('what an approver saw and this server cannot read approves nothing: they look again', async () => {
  const { device, company } = await anna();
  const mona = await TestDevice.register(company, company.person('Mona'));
  const submit = device.submit(1_500);
  await device.push(api, [submit]);
  const { requestId } = submit.args;
  const unread = { ...mona.approve(requestId), provisional: { verdict: 'review', basis: { ofALaterVersion: true } } };
  const refused = { status: 'refused', refusal: { code: 'inputsChanged', current: { status: 'underReview' } } };
  expect((await mona.push(api, [unread as never])).outcomes).toMatchObject([refused]);
  expect((await mona.push(api, [mona.approve(requestId)])).outcomes).toMatchObject([{ status: 'accepted' }]);
});

test('the same arguments in another version are another command, and an id belongs to one command only', async () => {
  const { company, device } = await anna();
  const [numberedBy, userId] = [device.id, device.person.id];
  const command = device.submit(300);
  // The question that a server which knows the second version would be asked.
  const push = async (version: number | null | undefined) => {
    const batch = { userId, deviceId: numberedBy, numberedBy, envelopes: [{ ...command, version }] };
    return (await api.services.commands.push(company.id, batch)).outcomes[0];
  };
  const first = await push(undefined);
  expect(first).toMatchObject({ status: 'accepted' });
  expect([await push(1), await push(null)]).toEqual([first, first]);
  expect(await push(2)).toMatchObject({ status: 'refused', refusal: { code: 'commandIdReused' } });
});
