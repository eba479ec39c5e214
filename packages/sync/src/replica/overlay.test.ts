import type { Command } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { describe, expect, it } from 'vitest';
import { decisionContext, type Knowledge } from '../database/local-data.ts';
import type { OutboxEntry } from '../outbox/outbox-entry.ts';
import { ACME, actorOf, BROKE, DRILL, MAX, ruleSet, SAM } from '../testing/company.ts';
import { submission, withdrawal } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { idSource, testId } from '../testing/ids.ts';
import { overlay } from './overlay.ts';

const R1 = testId(0xa1);
const R2 = testId(0xa2);
const R3 = testId(0xa3);
const deviceId = testId(0xd1);
const SAM_ACTS = { actor: actorOf(SAM), deviceId };
const NOW = '2026-03-05T12:00:00.000Z';

/** A server and what Sam sends to it, one command at a time. */
function office() {
  const server = new FakeServer();
  const transport = server.connect(SAM_ACTS);
  const newId = idSource();
  let deviceSeq = 0;
  const waiting = (wish: Omit<Command, 'id' | 'deviceId' | 'deviceSeq' | 'madeAt'>): OutboxEntry => {
    deviceSeq += 1;
    return {
      state: 'waiting',
      outcome: null,
      command: { ...wish, id: newId(), deviceId, deviceSeq, madeAt: NOW },
    };
  };
  const settled = async (entry: OutboxEntry): Promise<OutboxEntry> => {
    const input = { protocol: 1, deviceId, commands: [entry.command] };
    const [outcome] = (await transport.push(input, new AbortController().signal)).outcomes;
    if (outcome === undefined) throw new Error('the fake server did not decide');
    return { ...entry, state: outcome.status, outcome };
  };
  const documents = () => [...server.store.all('requests').values()];
  const views = (requests: readonly DiscountRequest[], entries: readonly OutboxEntry[]) =>
    overlay(requests, entries, (command, request) => server.context(command, SAM_ACTS.actor, { request, now: NOW }));
  return { server, waiting, settled, documents, views };
}

/** The company's rules as a device knows them that has pulled everything. */
const inForce = (server: FakeServer) => {
  const of = (kind: string) => server.store.get('reference', kind) as never;
  return { company: of('company'), ruleSet: of('ruleSet'), governance: of('governance'), statistics: of('statistics') };
};

const recordSale = (sale: 'won' | 'lost') => ({
  type: 'request.recordSale' as const,
  args: { requestId: R1, sale },
  baseRevision: 1,
  provisional: null,
});

describe('overlay', () => {
  it('overlay shows what waits at the times at which it was done', () => {
    const { waiting, views } = office();
    const early = waiting(submission(R1, { discountBp: 1_500 }));
    const late = waiting(withdrawal(R1));
    const [asked, gone] = ['2026-03-05T09:00:00.000Z', '2026-03-05T10:30:00.000Z'];
    early.command.madeAt = asked;
    late.command.madeAt = gone;
    const [view] = views([], [early, late]);
    expect(view?.request.steps.map(({ kind, at }) => [kind, at])).toEqual([
      ['submit', asked],
      ['withdraw', gone],
    ]);
  });

  it('overlay shows a request that exists on this device only, with the command it rests on', () => {
    const { waiting, views } = office();
    const entry = waiting(submission(R1, { discountBp: 1_500 }));
    const [view, ...others] = views([], [entry]);
    expect(others).toEqual([]);
    expect(view?.request).toMatchObject({ id: R1, status: 'underReview', customerName: ACME.name, revision: 1 });
    expect(view?.pending.map(({ id }) => id)).toEqual([entry.command.id]);
  });

  it('overlay leaves documents that no command is about as they are, in their order, behind the new ones', async () => {
    const { waiting, settled, documents, views } = office();
    await settled(waiting(submission(R1)));
    await settled(waiting(submission(R2)));
    const before = documents();
    const fresh = [testId(0xb1), testId(0xb2)].map((id) => waiting(submission(id)));
    const shown = views(before, fresh);
    expect(shown.map(({ request }) => request.id)).toEqual([testId(0xb2), testId(0xb1), R1, R2]);
    expect(shown.slice(2).map(({ request }) => request)).toEqual(before);
    expect(shown.slice(2).flatMap(({ pending }) => pending)).toEqual([]);
  });

  it('overlay does not count what the server refused, and keeps it with its reason', async () => {
    const { waiting, settled, documents, views } = office();
    await settled(waiting(submission(R1, { discountBp: 500 })));
    const refused = await settled(waiting(withdrawal(R1)));
    const [view] = views(documents(), [refused]);
    expect(view?.request).toEqual(documents()[0]);
    expect(view?.pending).toEqual([]);
    expect(view?.refused).toEqual([{ command: refused.command, outcome: refused.outcome }]);
    expect(refused.outcome?.refusal?.code).toBe('statusChanged');
  });

  it('overlay names a command that waits and is bound to be refused, with the reason', async () => {
    const { waiting, settled, documents, views } = office();
    await settled(waiting(submission(R1, { discountBp: 500 })));
    const entry = waiting(withdrawal(R1));
    const [view] = views(documents(), [entry]);
    expect(view?.request).toEqual(documents()[0]);
    expect(view?.doomed).toMatchObject([{ command: { id: entry.command.id }, refusal: { code: 'statusChanged' } }]);
  });

  it('overlay lets the commands behind a doomed one count', async () => {
    const { waiting, views } = office();
    const entries = [
      waiting(submission(R1, { customerId: BROKE.id })),
      waiting(submission(R1, { discountBp: 1_500 })),
      waiting(withdrawal(R1)),
    ];
    const [view] = views([], entries);
    expect(view?.request.status).toBe('withdrawn');
    expect(view?.pending.map(({ id }) => id)).toEqual(entries.slice(1).map(({ command }) => command.id));
  });

  it('overlay shows what was accepted as pending until its result has been pulled, and then once only', async () => {
    const { waiting, settled, documents, views } = office();
    await settled(waiting(submission(R1, { discountBp: 500 })));
    const before = documents();
    const won = await settled(waiting(recordSale('won')));
    const lost = await settled(waiting(recordSale('lost')));
    const [early] = views(before, [won, lost]);
    expect(early?.request.sale).toBe('lost');
    expect(early?.pending).toHaveLength(2);
    const [late] = views(documents(), [won, lost]);
    expect(late?.request).toEqual(documents()[0]);
    expect(late?.pending).toEqual([]);
  });

  it("overlay judges an approval by the rules for the salesperson whose request it is, not for the manager's own", async () => {
    const { server, waiting, settled, documents } = office();
    await settled(waiting(submission(R1, { discountBp: 1_500 })));
    server.store.put('reference', ruleSet(2, { forbidAboveBp: 1_200 }));
    const approval = { requestId: R1, note: null };
    const entry = waiting({ type: 'request.approve', args: approval, baseRevision: 1, provisional: null });
    const people = new Map([SAM, MAX].map((person) => [person.id, person]));
    const knowledge: Knowledge = {
      customers: server.store.all('customers'),
      products: server.store.all('products'),
      reference: { ...inForce(server), people },
    };
    const [view] = overlay(documents(), [entry], (command, request) =>
      decisionContext(knowledge, command, { request, actor: actorOf(MAX), now: NOW }),
    );
    expect(view?.doomed).toMatchObject([{ refusal: { code: 'guardrail' } }]);
  });

  it('overlay leaves out a command that this program cannot read, and shows the rest', () => {
    const { waiting, views } = office();
    const strange = waiting(submission(R2));
    const unknown = { ...strange, command: { ...strange.command, type: 'request.frame' } };
    expect(views([], [unknown, waiting(submission(R3))]).map(({ request }) => request.id)).toEqual([R3]);
  });

  it('overlay changes nothing of what it was given', async () => {
    const { waiting, settled, documents, views } = office();
    await settled(waiting(submission(R1, { discountBp: 1_500, productId: DRILL.id })));
    const before = structuredClone(documents());
    const entries = [waiting(withdrawal(R1))];
    const entriesBefore = structuredClone(entries);
    views(documents(), entries);
    expect(documents()).toEqual(before);
    expect(entries).toEqual(entriesBefore);
  });
});
