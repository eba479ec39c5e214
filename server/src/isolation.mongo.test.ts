import { COMMAND_TYPES, type CommandEnvelope } from '@marginiq/contract/command';
import { TRPCError } from '@trpc/server';
import { v7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';
import type { AccessClaims } from './auth/access-tokens.ts';
import { appRouter } from './procedures/router.ts';
import { callerAs } from './testing/callers.ts';
import { dumpCompany, marksOf } from './testing/company-dump.ts';
import { credentials, httpCall, refreshTokenOf, sessionOf } from './testing/http-call.ts';
import { type Ids, inputsWithIds } from './testing/inputs-with-ids.ts';
import { startTestApi } from './testing/test-api.ts';
import { createTestCompany, type TestCompany } from './testing/test-company.ts';
import { TestDevice } from './testing/test-device.ts';
import { TestReader } from './testing/test-reader.ts';

/*
 * Calls every procedure of the router with company A's session and company B's ids. Nothing of B comes back, nothing
 * of B changes, and an id of B is answered like one that nobody has. A new procedure needs a case here.
 */

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

// The same names, products and emails in both; only ids and the slug differ, and the emails' domain.
const ours = await createTestCompany(api.services, { slug: 'our-company', emailDomain: 'ours.example' });
const theirs = await createTestCompany(api.services, { slug: 'their-company', emailDomain: 'theirs.example' });

/** Gives a company a past: requests in several states, devices, sessions. */
async function live(company: TestCompany) {
  const anna = await TestDevice.register(company, company.person('Anna'));
  const mona = await TestDevice.register(company, company.person('Mona'));
  const [first, second] = [anna.submit(300), anna.submit(1_500)];
  await anna.push(api, [first, second, anna.submit(9_000)]);
  await mona.push(api, [mona.approve(second.args.requestId)]);
  const login = await httpCall(api, 'auth.login', credentials(company, company.person('Ada')));
  const reader = new TestReader(mona);
  await reader.catchUp(api);
  const epoch = reader.cursor?.epoch ?? '';
  return { anna, requestId: second.args.requestId, commandId: second.id, login, epoch };
}
const past = await live(theirs);
const secret = refreshTokenOf(sessionOf((await live(ours)).login)).split('.')[1] ?? '';

const idsOfTheirs: Ids = {
  companyId: theirs.id,
  slug: theirs.slug,
  email: theirs.person('Ada').email,
  personId: theirs.person('Anna').id,
  teamId: theirs.person('Anna').teamId ?? '',
  requestId: past.requestId,
  customerId: theirs.customerOf(theirs.person('Anna')).id,
  productId: theirs.product(1).id,
  deviceId: past.anna.id,
  commandId: past.commandId,
  epoch: past.epoch,
};
const idsOfNobody: Ids = {
  companyId: v7(),
  slug: 'nobody',
  email: 'ada@nobody.example',
  personId: v7(),
  teamId: v7(),
  requestId: v7(),
  customerId: v7(),
  productId: v7(),
  deviceId: v7(),
  commandId: v7(),
  epoch: past.epoch.replace(/[0-9a-f]/g, 'e'),
};

const CASES = inputsWithIds(ours);

const dumpOfTheirs = await dumpCompany(api.database, theirs.id);
/** Markers of a leak: texts that occur in their data and nowhere in ours. */
const marks = marksOf(dumpOfTheirs, await dumpCompany(api.database, ours.id));

test('a leak of theirs would be known by their ids, names and emails', () => {
  const { requestId, deviceId, commandId } = idsOfTheirs;
  expect(marks).toEqual(expect.arrayContaining([theirs.id, theirs.slug, requestId, deviceId, commandId]));
  expect(marks).toEqual(expect.arrayContaining(theirs.data.people.flatMap(({ id, email }) => [id, email])));
  expect(marks).toEqual(expect.arrayContaining(theirs.data.customers.map(({ id }) => id)));
});

/** What our people have sent so far: an id of theirs that comes back is one that they named themselves. */
let sent = '';

type Callable = { [part: string]: Callable } & ((input: unknown) => Promise<unknown>);

/** What a procedure answers: its result, the first item of its stream, or its error. */
async function answer(path: string, input: unknown, claims: AccessClaims | null): Promise<unknown> {
  const tree = callerAs(api, claims) as unknown as Callable;
  const procedure = path.split('.').reduce<Callable | undefined>((at, part) => at?.[part], tree);
  if (procedure === undefined) throw new Error(`there is no procedure ${path}`);
  try {
    const result = await procedure(input);
    if (typeof result !== 'object' || result === null || !(Symbol.asyncIterator in result)) return result;
    const items = (result as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    const first = (await items.next()).value as unknown;
    await items.return?.();
    return first;
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    // A client learns nothing about an inner failure; that there was one is a fault here.
    expect(error.code).not.toBe('INTERNAL_SERVER_ERROR');
    return { code: error.code, message: error.message };
  }
}

/** The answer with every id (also in its short form) and token replaced by its place, so that two answers can be compared. */
function shapeOf(reply: unknown): string {
  const places = new Map<string, string>();
  const place = (found: string) => places.get(found) ?? places.set(found, `<${places.size}>`).get(found) ?? found;
  const names =
    /eyJ[\w-]+\.[\w-]+\.[\w-]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|R-[0-9A-F]{6}|(?<![\w-])[\w-]{43}(?![\w-])/g;
  return JSON.stringify(reply ?? null).replace(names, place);
}

const PROCEDURES = Object.keys(appRouter._def.procedures).sort();

for (const name of ['Anna', 'Mona', 'Ada'] as const) {
  test.each(PROCEDURES)(
    `%s, called by our ${name} with their ids, gives and changes nothing of theirs`,
    async (path) => {
      const inputsOf = CASES[path];
      if (inputsOf === undefined) throw new Error(`${path} has no case in this test: give it one`);
      // Both exist before the first call, so that a list of devices is the same for both.
      const [first, second] = [
        await TestDevice.register(ours, ours.person(name)),
        await TestDevice.register(ours, ours.person(name)),
      ];
      const run = async (ids: Ids, device: TestDevice) => {
        const inputs = inputsOf(ids, { device, secret });
        sent += JSON.stringify(inputs);
        const replies: unknown[] = [];
        for (const input of inputs) replies.push(await answer(path, input, device.claims(api.clock)));
        return replies;
      };
      const replies = await run(idsOfTheirs, first);
      const given = JSON.stringify(replies);
      expect(marks.filter((mark) => given.includes(mark) && !sent.includes(mark))).toEqual([]);
      expect(await dumpCompany(api.database, theirs.id)).toEqual(dumpOfTheirs);
      expect(replies.map(shapeOf)).toEqual((await run(idsOfNobody, second)).map(shapeOf));

      const kept = Object.values(await dumpCompany(api.database, ours.id)).join('\n');
      expect(marks.filter((mark) => kept.includes(mark) && !sent.includes(mark))).toEqual([]);
    },
  );
}

test('there is no case without a procedure, and none of a command is missing', async () => {
  expect(Object.keys(CASES).filter((path) => !PROCEDURES.includes(path))).toEqual([]);
  const device = await TestDevice.register(ours, ours.person('Anna'));
  const pushes = (CASES['sync.push']?.(idsOfNobody, { device, secret }) ?? []) as { commands: CommandEnvelope[] }[];
  const types = new Set(pushes.flatMap(({ commands }) => commands.map(({ type }) => type)));
  expect([...types].sort()).toEqual([...COMMAND_TYPES].sort());
});

const PUBLIC = [
  'auth.login',
  'auth.refresh',
  'auth.logout',
  'auth.reportWipe',
  'auth.passwordLink',
  'auth.setPassword',
];

test.each(PROCEDURES.filter((path) => !PUBLIC.includes(path)))('%s is for signed-in people only', async (path) => {
  const device = await TestDevice.register(ours, ours.person('Ada'));
  for (const input of CASES[path]?.(idsOfNobody, { device, secret }) ?? []) {
    expect(await answer(path, input, null)).toMatchObject({ code: 'UNAUTHORIZED' });
  }
});
