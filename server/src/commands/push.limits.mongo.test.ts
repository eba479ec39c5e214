import { MAX_STEPS } from '@marginiq/contract/limits';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { pullReplySchema } from '@marginiq/contract/pull';
import { MAX_PUSH_COMMANDS, pushReplySchema } from '@marginiq/contract/push';
import { afterAll, describe, expect, test } from 'vitest';
import { expectLawsHold } from '../testing/laws.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

async function world() {
  const company = await createTestCompany(api.services);
  const anna = await TestDevice.register(company, company.person('Anna'));
  const submit = anna.submit(300);
  await anna.push(api, [submit]);
  return { company, anna, requestId: submit.args.requestId };
}

const codesOf = ({ outcomes }: Awaited<ReturnType<TestDevice['push']>>) =>
  outcomes.map(({ status, refusal }) => refusal?.code ?? status);

/** As an earlier version of the program, or a manual edit in the database, may have left it. */
const damage = ({ store }: TestCompany, name: 'products' | 'discountRequests', id: string, change: object) =>
  store.collection(name).updateMany({ _id: id }, { $set: change } as never);

const sale = (device: TestDevice, requestId: string, how: 'won' | 'lost') =>
  device.command('request.recordSale', { requestId, sale: how }, { baseRevision: 1 });

describe('a sale that is recorded again and again', () => {
  test('a sale that is recorded again and again is refused from the limit on, each with its outcome, and never grows the request beyond it', async () => {
    const { company, anna, requestId } = await world();
    const sales = Array.from({ length: MAX_PUSH_COMMANDS }, (_, index) =>
      sale(anna, requestId, index % 2 === 0 ? 'won' : 'lost'),
    );
    const reply = await anna.push(api, sales);
    // Two steps were there: the submission, and the approval by the rules.
    const room = MAX_STEPS - 2;
    const codes = codesOf(reply);
    expect(codes.slice(0, room)).toEqual(Array(room).fill('accepted'));
    // From there on it stays as it was recorded last: every second one asks for that.
    const left = Array.from({ length: sales.length - room }, (_, index) =>
      index % 2 === 0 ? 'stepLimit' : 'saleUnchanged',
    );
    expect(codes.slice(room)).toEqual(left);
    expect((await company.store.collection('discountRequests').findById(requestId))?.steps).toHaveLength(MAX_STEPS);
    // The next ones behind it are decided as always.
    expect(codesOf(await anna.push(api, [anna.submit(300)]))).toEqual(['accepted']);
    const pulled = await anna.on(api).sync.pull({ protocol: PROTOCOL_VERSION, cursor: null });
    expect(pullReplySchema.safeParse(pulled).success).toBe(true);
    await expectLawsHold(api, company);
  });

  test('the same way changes nothing, and says so', async () => {
    const { company, anna, requestId } = await world();
    const sales = ['won', 'won', 'lost', 'lost'] as const;
    const reply = await anna.push(
      api,
      sales.map((how) => sale(anna, requestId, how)),
    );
    expect(codesOf(reply)).toEqual(['accepted', 'saleUnchanged', 'accepted', 'saleUnchanged']);
    await expectLawsHold(api, company);
  });
});

describe('a command whose result no client could read', () => {
  test('a command whose result no client could read is refused with an outcome that is kept, and the others of its push go through', async () => {
    const { company, anna } = await world();
    await damage(company, 'products', company.product(2).id, { name: 'x'.repeat(1_000) });
    const [first, last] = [anna.submit(300), anna.submit(1_500)];
    const bad = anna.submit(300);
    const items = [{ productId: company.product(2).id, quantity: 1, discountBp: 100 }];
    const pushed = [first, { ...bad, args: { ...bad.args, items } }, last].map((command, index) => ({
      ...command,
      deviceSeq: index + 2,
    }));
    const reply = await anna.push(api, pushed);
    expect(codesOf(reply)).toEqual(['accepted', 'cannotStore', 'accepted']);
    expect(pushReplySchema.safeParse(reply).success).toBe(true);
    expect(await company.store.collection('discountRequests').findById(bad.args.requestId)).toBeNull();
    // Law 1: the same outcome, however often it is pushed.
    expect(await anna.push(api, pushed)).toEqual(reply);
    await expectLawsHold(api, company);
  });

  test('a command whose result no client could read holds up nobody where the document is nearly as large as MongoDB takes', async () => {
    const { company, anna, requestId } = await world();
    const stored = await company.store.collection('discountRequests').findById(requestId);
    const step = { ...stored?.steps[0], note: 'x'.repeat(2_000) };
    // Close to the 16 MB that a document may have there.
    await damage(company, 'discountRequests', requestId, { steps: Array(7_000).fill(step) });
    const reply = await anna.push(api, [sale(anna, requestId, 'won'), anna.submit(300)]);
    expect(codesOf(reply)).toEqual([expect.stringMatching(/^(stepLimit|cannotStore)$/), 'accepted']);
    await expectLawsHold(api, company);
  });
});

describe('a client of an older protocol', () => {
  test('an older program receives a refusal code that it knows, and the outcome keeps the real one', async () => {
    const { company, anna, requestId } = await world();
    const [won, again] = [sale(anna, requestId, 'won'), sale(anna, requestId, 'won')];
    const push = (protocol: number) => anna.on(api).sync.push({ protocol, deviceId: anna.id, commands: [won, again] });
    expect(codesOf(await push(3))).toEqual(['accepted', 'statusChanged']);
    expect(codesOf(await push(PROTOCOL_VERSION))).toEqual(['accepted', 'saleUnchanged']);
    await expectLawsHold(api, company);
  });
});

test('of arguments that fit no command, no more is kept than a person would read', async () => {
  const { company, anna } = await world();
  const bad = { ...anna.submit(), args: { text: 'x'.repeat(300_000) } };
  expect(codesOf(await anna.push(api, [bad]))).toEqual(['invalidCommand']);
  const record = await company.store.collection('commands').findById(bad.id);
  expect(JSON.stringify(record).length).toBeLessThan(20_000);
});
