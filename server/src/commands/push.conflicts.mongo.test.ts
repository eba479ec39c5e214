import { describe, expect, test } from 'vitest';
import { expectLawsHold } from '../testing/laws.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';

const [api, sibling] = await startTestPair();

/** A request of Anna's under review, and everybody who has to do with it. */
async function underReview(discountBp = 1_500) {
  const company = await createTestCompany(api.services);
  const register = (name: 'Anna' | 'Mona' | 'Ada') => TestDevice.register(company, company.person(name));
  const [anna, mona, ada] = await Promise.all([register('Anna'), register('Mona'), register('Ada')]);
  const submit = anna.submit(discountBp);
  await anna.push(api, [submit]);
  const { requestId } = submit.args;
  const request = async () => {
    const found = await company.store.collection('discountRequests').findById(requestId);
    if (found === null) throw new Error('the request is gone');
    return found;
  };
  return { company, anna, mona, ada, requestId, request };
}

describe('two people decide on the same revision (fault 12)', () => {
  test('one is accepted, the other is refused with the current state', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { company, mona, ada, requestId, request } = await underReview();
      const [approval, rejection] = await Promise.all([
        mona.push(api, [mona.approve(requestId)]),
        ada.push(sibling, [ada.reject(requestId)]),
      ]);
      const outcomes = [...approval.outcomes, ...rejection.outcomes];
      const [stands] = outcomes.filter(({ status }) => status === 'accepted');
      const [refused] = outcomes.filter(({ status }) => status === 'refused');
      const { status, steps } = await request();
      expect(stands?.requestStatus).toBe(status);
      expect(refused?.refusal).toMatchObject({ code: 'statusChanged', current: { revision: 1, status } });
      expect(steps.map(({ kind }) => kind)).toEqual(['submit', status === 'approved' ? 'approve' : 'reject']);
      await expectLawsHold(api, company);
    }
  });
});

describe('an approval binds to the revision that was seen (law 7)', () => {
  test('an approval is refused if the request was revised meanwhile, with the current revision', async () => {
    const { anna, mona, requestId, request } = await underReview();
    await anna.push(api, [anna.revise(requestId, 1, 1_900)]);
    const { outcomes } = await mona.push(sibling, [mona.approve(requestId, 1)]);
    expect(outcomes[0]?.refusal).toMatchObject({
      code: 'revisionChanged',
      current: { revision: 2, status: 'underReview' },
    });
    expect((await request()).status).toBe('underReview');
    expect((await mona.push(api, [mona.approve(requestId, 2)])).outcomes[0]?.status).toBe('accepted');
    expect((await request()).steps.at(-1)).toMatchObject({ kind: 'approve', revision: 2, by: { name: 'Mona' } });
  });

  test('a revision and an approval at the same moment: never an approval of what was not seen', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { company, anna, mona, requestId, request } = await underReview();
      const [revision, approval] = await Promise.all([
        anna.push(api, [anna.revise(requestId, 1, 1_900)]),
        mona.push(sibling, [mona.approve(requestId, 1)]),
      ]);
      const accepted = [revision, approval].map(({ outcomes }) => outcomes[0]?.status === 'accepted');
      expect(accepted.filter(Boolean)).toHaveLength(1);
      const { steps, items } = await request();
      const approved = steps.find(({ kind }) => kind === 'approve');
      if (approved !== undefined) expect([approved.revision, items[0]?.discountBp]).toEqual([1, 1_500]);
      await expectLawsHold(api, company);
    }
  });

  test('an approver cannot exceed the current guardrails: the customer was blocked meanwhile', async () => {
    const { company, mona, anna, requestId, request } = await underReview();
    const customerId = company.customerOf(anna.person).id;
    await company.store.collection('customers').updateMany({ _id: customerId }, { $set: { blocked: true } });
    const { outcomes } = await mona.push(api, [mona.approve(requestId)]);
    expect(outcomes[0]?.refusal).toMatchObject({ code: 'customerBlocked', current: { revision: 1 } });
    expect((await request()).status).toBe('underReview');
  });

  test('a manager may not decide what needs an admin', async () => {
    const { mona, ada, requestId, request } = await underReview(3_000);
    const { outcomes } = await mona.push(api, [mona.approve(requestId)]);
    expect(outcomes[0]?.refusal?.code).toBe('approverLimit');
    await ada.push(api, [ada.approve(requestId)]);
    expect((await request()).status).toBe('approved');
  });
});

describe('a request that was withdrawn (fault 13)', () => {
  test('a request that was withdrawn does not come back to life by a revision, an approval or a second request under its id', async () => {
    const { company, anna, mona, requestId, request } = await underReview();
    const elsewhere = await TestDevice.register(company, anna.person);
    await anna.push(api, [anna.withdraw(requestId)]);
    const before = await request();
    const byAnna = await elsewhere.push(sibling, [
      elsewhere.revise(requestId, 1),
      elsewhere.submit(1_500, requestId),
      elsewhere.withdraw(requestId),
    ]);
    const byMona = await mona.push(sibling, [mona.approve(requestId)]);
    const codes = [...byAnna.outcomes, ...byMona.outcomes].map(({ refusal }) => refusal?.code);
    expect(codes).toEqual(['statusChanged', 'requestExists', 'statusChanged', 'statusChanged']);
    expect(byAnna.outcomes[0]?.refusal?.current).toEqual({ revision: 1, status: 'withdrawn' });
    expect(await request()).toEqual(before);
    await expectLawsHold(api, company);
  });
});

describe('two people act on the same request, both allowed (fault 11)', () => {
  test('both are accepted, in the order of the server', async () => {
    const { company, anna, mona, requestId, request } = await underReview();
    await mona.push(api, [mona.approve(requestId)]);
    const won = anna.command('request.recordSale', { requestId, sale: 'won' }, { baseRevision: 1 });
    const lost = mona.command('request.recordSale', { requestId, sale: 'lost' }, { baseRevision: 1 });
    const replies = await Promise.all([anna.push(api, [won]), mona.push(sibling, [lost])]);
    expect(replies.map(({ outcomes }) => outcomes[0]?.status)).toEqual(['accepted', 'accepted']);
    const { sale, steps } = await request();
    expect(steps.filter(({ kind }) => kind === 'recordSale')).toHaveLength(2);
    expect(sale).toBe(steps.at(-1)?.by.name === 'Anna' ? 'won' : 'lost');
    await expectLawsHold(api, company);
  });
});

describe('what the device showed (law 5)', () => {
  test('the outcome names the inputs that changed in between, and only those', async () => {
    const { company, anna, requestId, request } = await underReview();
    const { evaluation } = await request();
    const provisional = { verdict: evaluation.verdict, inputs: evaluation.inputs };
    const again = { ...anna.submit(), provisional };
    expect((await anna.push(api, [again])).outcomes[0]?.changedInputs).toEqual([]);

    await company.changePerson(anna.person, { pattern: { deals: 9, averageDiscountBp: 900, approvedShareBp: 1 } });
    const stale = { ...anna.revise(requestId, 1), provisional };
    expect((await anna.push(api, [stale])).outcomes[0]).toMatchObject({
      status: 'accepted',
      changedInputs: ['salesperson'],
    });
  });
});
