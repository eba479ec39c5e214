import type { CommandEnvelope } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { afterAll, expect, test } from 'vitest';
import { expectLawsHold } from '../testing/laws.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

/** Sold by the kilogram, and by the piece. */
const [METAL, PIECE] = [5, 1];

async function anna() {
  const company = await createTestCompany(api.services);
  return { company, device: await TestDevice.register(company, company.person('Anna')) };
}

function asksFor(device: TestDevice, company: TestCompany, lines: readonly [product: number, quantity: number][]) {
  const command = device.submit(300);
  const items = lines.map(([product, quantity]) => {
    return { productId: company.product(product).id, quantity, discountBp: 300 };
  });
  return { ...command, args: { ...command.args, items } };
}

const requestsOf = async (device: TestDevice, protocol: number): Promise<DiscountRequest[]> =>
  (await new TestReader(device).ask(api, null, protocol)).changes.requests.upserts;

test('a fractional quantity of a product sold by measure is stored, audited and pulled exactly, and sent to an older program as one piece', async () => {
  const { company, device } = await anna();
  const command: CommandEnvelope = asksFor(device, company, [
    [METAL, 2.125],
    [PIECE, 3],
  ]);
  expect((await device.push(api, [command])).outcomes).toMatchObject([{ status: 'accepted' }]);

  const [pulled] = await requestsOf(device, PROTOCOL_VERSION);
  expect(pulled?.items.map(({ quantity, unit }) => [quantity, unit])).toEqual([
    [2.125, 'kg'],
    [3, 'piece'],
  ]);
  // 100.00 and 60.00 a kilogram: 212.50, less 3 % 206.125, and 127.50.
  expect(pulled?.evaluation.lines[0]).toMatchObject({ listMinor: 21_250, netMinor: 20_613, costMinor: 12_750 });
  const entry = await company.store.collection('auditLogs').findOne({ action: 'request.submit' });
  expect(entry?.after).toMatchObject({ items: [{ quantity: 2.125, unit: 'kg' }, { quantity: 3 }] });

  for (let protocol = OLDEST_PROTOCOL_VERSION; protocol < PROTOCOL_VERSION; protocol += 1) {
    const [told] = await requestsOf(device, protocol);
    expect(told?.items.map(({ quantity, listPriceMinor }) => [quantity, listPriceMinor])).toEqual([
      [1, 21_250],
      [3, 10_000],
    ]);
    expect(told?.evaluation).toEqual(pulled?.evaluation);
  }
  await expectLawsHold(api, company);
});

test('a part of what is sold whole is refused, and what follows is decided', async () => {
  const { company, device } = await anna();
  const { outcomes } = await device.push(api, [asksFor(device, company, [[PIECE, 2.5]]), device.submit()]);
  expect(outcomes).toMatchObject([{ status: 'refused', refusal: { code: 'soldWhole' } }, { status: 'accepted' }]);
  await expectLawsHold(api, company);
});

test('a quantity in a unit that the product no longer has is refused, and nothing of it is stored', async () => {
  const { company, device } = await anna();
  const command = asksFor(device, company, [[METAL, 250]]);
  const items = command.args.items.map((item) => ({ ...item, unit: 'm' }));
  const { outcomes } = await device.push(api, [{ ...command, args: { ...command.args, items } }]);
  expect(outcomes).toMatchObject([{ status: 'refused', refusal: { code: 'unitChanged' } }]);
  expect(await requestsOf(device, PROTOCOL_VERSION)).toEqual([]);
  await expectLawsHold(api, company);
});
