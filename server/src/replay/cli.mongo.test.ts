import { fileURLToPath } from 'node:url';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { testMongoUri } from '../testing/test-database.ts';
import { TestDevice } from '../testing/test-device.ts';

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));

let api: TestApi;
let company: TestCompany;
const ids: string[] = [];
beforeAll(async () => {
  api = await startTestApi();
  company = await createTestCompany(api.services);
  const anna = await TestDevice.register(company, company.person('Anna'));
  const submits = [1_500, 1_600, 9_000].map((discountBp) => anna.submit(discountBp));
  ids.push(...submits.map(({ args }) => args.requestId));
  await anna.push(api, submits);
});
afterAll(() => api[Symbol.asyncDispose]());

const replay = (...args: string[]) =>
  runCli(CLI, args, { MONGODB_URI: testMongoUri(), MARGINIQ_DATABASE: api.database.name });

it('the command says how it is used', async () => {
  expect(await replay('--help')).toMatchObject({
    code: 0,
    out: expect.stringContaining('npm run replay -- --company'),
  });
  expect(await replay()).toMatchObject({ code: 1, err: expect.stringContaining('Name a company.') });
});

it('the command says what is wrong with a call', async () => {
  expect(await replay('--company', 'nobody')).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no company "nobody"'),
  });
  expect(await replay('--company', v7())).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no company'),
  });
  expect(await replay('--company', company.slug, '--request', 'X1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('not the id of a request'),
  });
});

it('the command counts a company’s decisions, by its short name or its id, and ends with 0', async () => {
  for (const name of [company.slug, company.id]) {
    const { code, out } = await replay('--company', name);
    expect([code, out]).toEqual([0, expect.stringMatching(/^3 {2}equal\n0 {2}different\n0 {2}without inputs/)]);
  }
});

it('the command lists the decisions on one request', async () => {
  const { code, out } = await replay('--company', company.slug, '--request', ids[0] ?? '');
  expect([code, out.split('\n')[0]]).toEqual([0, expect.stringMatching(/^\S+Z {2}request\.submit {2}equal {2}\(/)]);
  expect(out).toContain('1  equal');
});

it('the command names what differs, as text and as JSON, and ends with 1', async () => {
  const inputs = 'stoodOn.inputs.customer.history.deals';
  const submitted = { 'outcome.requestId': ids[1] ?? '' } as never;
  await company.store.collection('commands').updateMany(submitted, { $set: { [inputs]: 0 } } as never);
  const { code, out } = await replay('--company', company.slug);
  expect(code).toBe(1);
  expect(out).toContain('1  different');
  expect(out).toMatch(/request\.submit {2}different: .*request\.evaluation\.risk\.score/);
  const asJson = await replay('--company', company.slug, '--json');
  expect(asJson.code).toBe(1);
  expect(JSON.parse(asJson.out)).toMatchObject({
    counts: { equal: 2, different: 1 },
    different: [{ type: 'request.submit', requestId: ids[1], result: { kind: 'different' } }],
  });
});
