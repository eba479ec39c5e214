import type { CommandEnvelope } from '@marginiq/contract/command';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { expectLawsHold } from '../testing/laws.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';

const apis = await startTestPair();
const WRITERS = ['Anna', 'Bert', 'Carla', 'Mona', 'Sven', 'Ada'] as const;

const stepArbitrary = fc.record({
  kind: fc.constantFrom('submit', 'submit', 'revise', 'approve', 'reject', 'withdraw', 'nonsense'),
  /** Which of the requests so far it is about. */
  pick: fc.nat(20),
  revision: fc.integer({ min: 1, max: 2 }),
  discountBp: fc.constantFrom(100, 400, 1_200, 3_000, 9_000),
});
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

const pushArbitrary = fc.record({
  steps: fc.array(stepArbitrary, { minLength: 1, maxLength: 4 }),
  /** On which of the servers it is pushed, one after the other or both at once. */
  servers: fc.constantFrom([0], [1], [0, 1], [1, 1]),
  together: fc.boolean(),
});
type Push = typeof pushArbitrary extends fc.Arbitrary<infer T> ? T : never;

function commandOf(device: TestDevice, step: Step, requestIds: string[]): CommandEnvelope {
  const requestId = requestIds[step.pick % Math.max(requestIds.length, 1)] ?? v7();
  switch (step.kind) {
    case 'submit': {
      // Managers look after no customers: theirs is refused.
      const seller = device.company.customersOf(device.person).length > 0;
      if (!seller) return device.withdraw(requestId);
      const submit = device.submit(step.discountBp);
      requestIds.push(submit.args.requestId);
      return submit;
    }
    case 'revise':
      return device.revise(requestId, step.revision, step.discountBp);
    case 'nonsense':
      return { ...device.withdraw(requestId), args: { requestId: 7 } };
    default:
      return device[step.kind](requestId, step.revision);
  }
}

/** Pushes as an outbox does: until every command has its outcome. */
async function run(device: TestDevice, pushes: Push[], requestIds: string[]): Promise<Map<string, string>> {
  const settled = new Map<string, string>();
  for (const { steps, servers, together } of pushes) {
    const batch = steps.map((step) => commandOf(device, step, requestIds));
    const on = servers.flatMap((index) => apis[index] ?? []);
    const replies = together ? await Promise.all(on.map((api) => device.push(api, batch))) : [];
    if (!together) for (const api of on) replies.push(await device.push(api, batch));
    for (const { outcomes } of replies) {
      expect(outcomes).toHaveLength(batch.length);
      for (const outcome of outcomes) {
        const said = JSON.stringify(outcome);
        expect(settled.get(outcome.commandId) ?? said, 'an outcome is for ever').toBe(said);
        settled.set(outcome.commandId, said);
      }
    }
  }
  return settled;
}

test('six people on two servers, all at once on one hot company: the laws hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(pushArbitrary, { minLength: 1, maxLength: 4 }), {
        minLength: WRITERS.length,
        maxLength: WRITERS.length,
      }),
      async (plans) => {
        const [api] = apis;
        const company = await createTestCompany(api.services);
        const requestIds: string[] = [];
        const devices = await Promise.all(WRITERS.map((name) => TestDevice.register(company, company.person(name))));
        const settled = await Promise.all(devices.map((device, index) => run(device, plans[index] ?? [], requestIds)));

        const said = new Map(settled.flatMap((outcomes) => [...outcomes]));
        const stored = await company.store.collection('commands').find({});
        expect(stored.map(({ _id }) => _id).sort()).toEqual([...said.keys()].sort());
        for (const { _id, outcome } of stored) expect(JSON.parse(said.get(_id) ?? 'null')).toEqual(outcome);
        await expectLawsHold(api, company);
      },
    ),
    { numRuns: 25, endOnFailure: true },
  );
});
