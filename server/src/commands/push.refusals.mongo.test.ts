import { type CommandEnvelope, commandEnvelopeSchema } from '@marginiq/contract/command';
import { MAX_PUSH_COMMANDS } from '@marginiq/contract/push';
import { v7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { tokenFor } from '../testing/callers.ts';
import { httpCall } from '../testing/http-call.ts';
import { expectLawsHold } from '../testing/laws.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

async function anna() {
  const company = await createTestCompany(api.services);
  return { company, device: await TestDevice.register(company, company.person('Anna')) };
}

/** The device's next command with type or arguments that no type allows. */
function malformed(device: TestDevice, change: Partial<CommandEnvelope>): CommandEnvelope {
  return { ...device.submit(), ...change };
}

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

/** Arguments that are JSON, and nothing that a command has. */
const HOSTILE_ARGS: Record<string, unknown> = {
  'nothing at all': null,
  text: 'submit it',
  'a list': [1, 2, 3],
  'missing parts': { requestId: v7() },
  'a discount over 100 %': { requestId: v7(), items: [{ productId: v7(), quantity: 1, discountBp: 10_001 }] },
  'a query': { requestId: { $ne: null }, $where: 'sleep(1000)', 'a.b': 1, $set: { seq: 0 } },
  'a key with a zero byte': { 'request\u0000Id': 1 },
  'a value with a zero byte': { requestId: v7(), justification: 'a\u0000b' },
  'nests 500 levels deep': nested(500),
  'a key called __proto__': JSON.parse('{"__proto__":{"requestId":"x"},"constructor":{"prototype":1}}'),
  'half a surrogate': { requestId: '\ud800', justification: '\udfff' },
  'a long text': 'x'.repeat(200_000),
};

describe('arguments that do not fit', () => {
  test.each(Object.keys(HOSTILE_ARGS))(
    '%s: one refused command with a stored outcome, the next one applied',
    async (name) => {
      const { company, device } = await anna();
      const bad = malformed(device, { args: HOSTILE_ARGS[name] });
      const good = device.submit();
      const token = await tokenFor(api, device.claims(api.clock));
      const input = { protocol: 1, deviceId: device.id, commands: [bad, good] };
      const answer = await httpCall(api, 'sync.push', input, { token });
      expect(answer.data, answer.text.slice(0, 300)).toMatchObject({
        outcomes: [
          { commandId: bad.id, status: 'refused', refusal: { code: 'invalidCommand', current: null } },
          { commandId: good.id, status: 'accepted' },
        ],
        nextDeviceSeq: 3,
      });
      // Pushed again, it has the same outcome, and not that of another command under its id.
      const again = await httpCall(api, 'sync.push', input, { token });
      expect(again.data).toEqual(answer.data);
      await expectLawsHold(api, company);
    },
  );

  test('nested deeper than any text of them could be: the same', async () => {
    const { company, device } = await anna();
    const bad = malformed(device, { args: nested(100_000) });
    const reply = await device.push(api, [bad, device.submit()]);
    expect(reply.outcomes.map(({ status }) => status)).toEqual(['refused', 'accepted']);
    expect(await device.push(api, [bad])).toEqual({ outcomes: reply.outcomes.slice(0, 1), nextDeviceSeq: 3 });
    await expectLawsHold(api, company);
  });

  test.each(['request.delete', 'constructor', '__proto__', 'toString'])(
    'a type called "%s" is refused',
    async (type) => {
      const { company, device } = await anna();
      const { outcomes } = await device.push(api, [malformed(device, { type })]);
      expect(outcomes).toMatchObject([{ status: 'refused', refusal: { code: 'invalidCommand' } }]);
      await expectLawsHold(api, company);
    },
  );

  test('a malformed envelope is the program’s fault, and the reply says so', async () => {
    const { device } = await anna();
    const command = device.submit();
    for (const change of [{ id: 'not-an-id' }, { deviceSeq: 0 }, { deviceSeq: 1.5 }, { madeAt: 'yesterday' }]) {
      expect(commandEnvelopeSchema.safeParse({ ...command, ...change }).success).toBe(false);
      await expect(device.push(api, [{ ...command, ...change }])).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }
    const tooMany = Array.from({ length: MAX_PUSH_COMMANDS + 1 }, () => command);
    await expect(device.push(api, tooMany)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('one bad command among many', () => {
  test('199 are applied and one is refused with its code (fault 14)', async () => {
    const { company, device } = await anna();
    const foreign = company.customerOf(company.person('Carla')).id;
    const commands = Array.from({ length: MAX_PUSH_COMMANDS }, (_, index) => {
      const command = device.submit();
      return index === 77 ? { ...command, args: { ...command.args, customerId: foreign } } : command;
    });
    const { outcomes, nextDeviceSeq } = await device.push(api, commands);
    expect(nextDeviceSeq).toBe(MAX_PUSH_COMMANDS + 1);
    const refused = outcomes.filter(({ status }) => status === 'refused');
    expect(refused).toMatchObject([{ commandId: commands[77]?.id, refusal: { code: 'customerUnknown' } }]);
    expect(await company.store.collection('discountRequests').count()).toBe(199);
    await expectLawsHold(api, company);
  });
});

describe('what somebody may not see', () => {
  test('what somebody may not see is answered as if it were not there, and the audit does not name its state', async () => {
    const { company, device } = await anna();
    const submit = device.submit();
    await device.push(api, [submit]);
    const carla = await TestDevice.register(company, company.person('Carla'));
    const sven = await TestDevice.register(company, company.person('Sven'));
    const { requestId } = submit.args;
    const [byCarla] = (await carla.push(api, [carla.withdraw(requestId)])).outcomes;
    const [bySven] = (await sven.push(api, [sven.approve(requestId)])).outcomes;
    const [unknown] = (await sven.push(api, [sven.approve(v7())])).outcomes;
    expect(byCarla?.refusal).toEqual(unknown?.refusal);
    expect(bySven?.refusal).toEqual(unknown?.refusal);
    expect(unknown?.refusal?.code).toBe('notFound');
    const entries = await company.store.collection('auditLogs').find({ result: 'refused' });
    expect(entries).toHaveLength(3);
    for (const { before, after } of entries) expect([before, after]).toEqual([null, null]);
  });
});
