import type { Command } from '@marginiq/contract/command';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { decide } from '@marginiq/domain/decide';
import { v7 } from 'uuid';
import { afterAll, describe, expect, it, test } from 'vitest';
import { changeProduct } from '../testing/company-changes.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { decidedRequests } from './decided-requests.ts';
import { replayCompany } from './replay-company.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

/** Anna asks, the cost changes, she asks for less, Mona tries to approve an old revision, and then the current one. */
async function negotiated() {
  const company = await createTestCompany(api.services);
  const [anna, mona] = await Promise.all(
    (['Anna', 'Mona'] as const).map((name) => TestDevice.register(company, company.person(name))),
  );
  if (anna === undefined || mona === undefined) throw new Error('somebody is missing');
  const submit = anna.submit(1_500);
  const { requestId } = submit.args;
  await anna.push(api, [submit]);
  await changeProduct(company, company.product(1).id, { costMinor: 6_500 });
  const revise = anna.revise(requestId, 1, 1_200);
  await anna.push(api, [revise]);
  const [tooLate, approve] = [mona.approve(requestId, 1), mona.approve(requestId, 2)];
  await mona.push(api, [tooLate, approve]);
  return { company, requestId, anna, mona, submit, revise, tooLate, approve };
}

const counts = { equal: 0, different: 0, withoutInputs: 0, otherVersion: 0, fault: 0 };

/** Changes what is stored the way another release, or somebody with MongoDB's shell, would. */
const change = ({ store }: TestCompany, id: string, update: object) =>
  store.collection('commands').updateMany({ _id: id } as never, update as never);

/** A release that takes every risk for a bit higher. */
const riskier: typeof decide = (command, request, context) => {
  const decision = decide(command, request, context);
  if (!decision.accepted) return decision;
  const events = decision.events.map((event) => {
    if (event.type !== 'revised') return event;
    const { risk } = event.evaluation;
    return { ...event, evaluation: { ...event.evaluation, risk: { ...risk, score: risk.score + 1 } } };
  });
  return { ...decision, events };
};

test('a decision on a text with half a character in it replays equal, and is pulled with the text that it was made on', async () => {
  const company = await createTestCompany(api.services);
  const anna = await TestDevice.register(company, company.person('Anna'));
  const submit = anna.submit();
  await anna.push(api, [{ ...submit, args: { ...submit.args, justification: 'a good \ud83d customer' } }]);
  expect((await replayCompany(company.store, {})).counts).toEqual({ ...counts, equal: 1 });
  const { changes } = await anna.on(api).sync.pull({ protocol: PROTOCOL_VERSION, cursor: null });
  expect(changes.requests.upserts).toMatchObject([{ justification: 'a good \ufffd customer' }]);
});

describe('a negotiation', () => {
  test('a negotiation replays equal, its refusal on the revision that was there then', async () => {
    const { company, requestId } = await negotiated();
    const seen: string[] = [];
    const report = await replayCompany(company.store, {
      requestId,
      onReplayed: ({ type, result }) => seen.push(`${type} ${result.kind}`),
    });
    expect(report).toMatchObject({ counts: { ...counts, equal: 4 }, writtenOver: 0, different: [] });
    expect(seen).toEqual([
      'request.submit equal',
      'request.revise equal',
      'request.approve equal',
      'request.approve equal',
    ]);
    expect(await replayCompany(company.store)).toMatchObject({ counts: { ...counts, equal: 4 } });
  });

  test('a negotiation replays equal with what each device showed: which inputs had changed is said again', async () => {
    const { company, anna, mona, requestId, revise } = await negotiated();
    const stored = (await company.store.collection('discountRequests').findById(requestId))?.evaluation.inputs;
    if (stored === undefined) throw new Error('the request is gone');
    const seen = { verdict: 'review' as const, inputs: { ...stored, rulesVersion: 9, customerSeq: 0 } };
    const shown = { ...anna.submit(1_500), provisional: seen };
    await anna.push(api, [shown]);
    const basis = { requiredApprover: 'manager' as const, violations: [], listMinor: 1, costMinor: 1 };
    const about = { ...mona.approve(shown.args.requestId), provisional: { ...seen, basis } };
    const { outcomes } = await mona.push(api, [about]);
    expect(outcomes[0]).toMatchObject({ refusal: { code: 'inputsChanged' } });
    const kept = await company.store.collection('commands').findByIds([shown.id, about.id, revise.id]);
    expect(kept.get(shown.id)).toMatchObject({
      outcome: { changedInputs: ['rules', 'customer', 'granted'] },
      stoodOn: { provisional: { verdict: 'review', inputs: { rulesVersion: 9 } } },
    });
    expect((await replayCompany(company.store)).counts).toEqual({ ...counts, equal: 6 });
    const hidden = { $set: { 'stoodOn.provisional.inputs': {}, 'stoodOn.provisional.basis': null } };
    for (const { id } of [shown, about]) await change(company, id, hidden);
    const { different } = await replayCompany(company.store);
    expect(different.map(({ id }) => id).sort()).toEqual([shown.id, about.id].sort());
  });

  test('each state of the request is stored once, and none with a refusal', async () => {
    const { company, tooLate, revise, submit } = await negotiated();
    const stored = (id: string) => company.store.collection('commands').findById(id);
    const [first, second, refused] = await Promise.all([submit, revise, tooLate].map(({ id }) => stored(id)));
    expect(first?.stoodOn).toMatchObject({ beforeSeq: null, actor: { name: 'Anna', role: 'salesperson' } });
    expect(first?.stoodOn?.before).toBeUndefined();
    expect(second?.stoodOn?.before).toMatchObject({ revision: 1, items: [{ costMinor: 6_000 }] });
    expect(second?.stoodOn?.inputs).toMatchObject({
      products: [{ costMinor: 6_500 }],
      versions: { rules: 1, governance: 1, statistics: 1 },
      customer: { class: 'B', blocked: false, history: { deals: 20 } },
      owner: { role: 'salesperson', pattern: { deals: 50 } },
    });
    expect(refused?.stoodOn).toMatchObject({ beforeSeq: second?.stoodOn?.left?.seq, left: null });
    expect(refused?.stoodOn?.before).toBeUndefined();
  });
});

describe('replay names', () => {
  test('the decisions that another release would have made otherwise, and where they differ', async () => {
    const { company, revise, requestId } = await negotiated();
    const report = await replayCompany(company.store, { decide: riskier });
    expect(report.counts).toEqual({ ...counts, equal: 3, different: 1 });
    const result = { kind: 'different', fields: ['request.evaluation.risk.score'] };
    expect(report.different).toMatchObject([{ id: revise.id, type: 'request.revise', requestId, result }]);
  });

  test('an outcome that would be another one', async () => {
    const { company, approve } = await negotiated();
    const strict: typeof decide = (command, request, context) =>
      decide(
        command.type === 'request.approve' ? ({ ...command, baseRevision: 7 } as Command) : command,
        request,
        context,
      );
    const { different } = await replayCompany(company.store, { decide: strict });
    const [first, second] = different;
    expect(first).toMatchObject({ id: approve.id });
    expect(first?.result).toMatchObject({ fields: expect.arrayContaining(['outcome.status', 'outcome.refusal']) });
    // It was refused for the same reason, about another revision.
    expect(second?.result).toMatchObject({ fields: ['outcome.refusal.params.seen'] });
  });

  test('a request that is not as its last decision left it', async () => {
    const { company, requestId, approve } = await negotiated();
    const requests = company.store.collection('discountRequests');
    await requests.updateMany({ _id: requestId }, { $set: { 'items.0.discountBp': 1 } } as never);
    const { different } = await replayCompany(company.store);
    expect(different).toMatchObject([{ id: approve.id, result: { fields: ['request.items.0.discountBp'] } }]);
  });

  test('a decision whose inputs were changed afterwards, or whose rules are gone', async () => {
    const { company, revise, submit } = await negotiated();
    await change(company, revise.id, { $set: { 'stoodOn.inputs.products.0.costMinor': 1 } });
    await change(company, submit.id, { $set: { 'stoodOn.inputs.versions.rules': 9 } });
    const { different } = await replayCompany(company.store);
    expect(different.map(({ id }) => id)).toEqual([submit.id, revise.id]);
    expect(different[0]?.result).toMatchObject({ fields: ['businessRules 9 is gone'] });
    expect(different[1]?.result).toMatchObject({ fields: expect.arrayContaining(['request.items.0.costMinor']) });
  });

  test('at most a fixed number of differences is listed, and all are counted', async () => {
    const { company } = await negotiated();
    const none: typeof decide = () => ({ accepted: true, events: [], inputs: null });
    const { counts: all, different } = await replayCompany(company.store, { decide: none, mostNamed: 2 });
    expect([all.different, different.length]).toEqual([4, 2]);
  });
});

describe('what cannot be replayed is counted for itself, never as equal or different', () => {
  test('a decision of a former release, and a refusal on a state that it wrote over', async () => {
    const { company, revise, tooLate } = await negotiated();
    await change(company, revise.id, { $unset: { stoodOn: true } });
    const report = await replayCompany(company.store);
    // What the first decision left was stored with the second, so only its digest proves that it is equal.
    expect(report).toMatchObject({ counts: { ...counts, equal: 3, withoutInputs: 1 }, writtenOver: 1 });
    await change(company, tooLate.id, { $set: { 'stoodOn.beforeSeq': 1 } });
    expect((await replayCompany(company.store)).counts).toEqual({ ...counts, equal: 2, withoutInputs: 2 });
  });

  test.each([
    { what: 'kept in a later form', update: { 'stoodOn.form': 99 } },
    { what: 'on a request of a later form', update: { 'stoodOn.before.schemaVersion': 99 } },
    { what: 'on a later version of its command', update: { 'stoodOn.version': 99 } },
    { what: 'on a command of a later release', update: { type: 'request.escalate' } },
  ])('a decision $what', async ({ update }) => {
    const { company, revise } = await negotiated();
    await change(company, revise.id, { $set: update });
    expect((await replayCompany(company.store)).counts).toEqual({ ...counts, equal: 3, otherVersion: 1 });
  });

  test('what the server failed to decide, and arguments that fit no command', async () => {
    const { company, anna, tooLate } = await negotiated();
    await change(company, tooLate.id, { $set: { 'outcome.refusal.code': 'internalError' } });
    await anna.push(api, [anna.command('request.submit', { requestId: 'none' } as never)]);
    expect(await replayCompany(company.store)).toMatchObject({
      counts: { ...counts, equal: 3, fault: 1 },
      unreadable: 1,
    });
  });
});

it('a company’s replay reads nothing of another company', async () => {
  const [one, other] = [await negotiated(), await negotiated()];
  const ids = (await one.company.store.collection('commands').find({})).map(({ _id }) => _id);
  const seen: string[] = [];
  await replayCompany(one.company.store, { onReplayed: ({ id }) => seen.push(id) });
  expect(seen.sort()).toEqual(ids.sort());
  const ofOther = { requestId: other.requestId };
  expect((await replayCompany(one.company.store, ofOther)).counts).toEqual(counts);
});

it('every request on which something was decided is found once, however the pages of both collections end', async () => {
  const { store, id: companyId } = await createTestCompany(api.services);
  const ids = Array.from({ length: 1_700 }, () => v7()).sort();
  // Long runs of one kind, so that one collection's page ends far behind the other's.
  const isCommand = (index: number) => index % 900 < 600;
  const of = (some: (index: number) => boolean) => ids.filter((_, index) => some(index));
  const commands = of(isCommand).flatMap((requestId) =>
    [1, 2].map(() => ({ _id: v7(), companyId, outcome: { requestId, status: 'accepted' } })),
  );
  const decisions = of((index) => !isCommand(index) || index % 5 === 0).map((requestId) => ({
    _id: v7(),
    companyId,
    requestId,
  }));
  await store.collection('commands').insertMany(commands as never);
  await store.collection('decisions').insertMany(decisions as never);
  const found: string[] = [];
  for await (const page of decidedRequests(store)) found.push(...page);
  expect(found).toEqual(ids);
});
