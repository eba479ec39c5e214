import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Outcome } from '@marginiq/contract/outcome';
import type { Product } from '@marginiq/contract/product';
import type { Person } from '@marginiq/contract/reference';
import type { ActingUser } from '@marginiq/domain/context';
import { aGovernance } from '@marginiq/domain/testing/fixtures';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decisionContext, type Knowledge } from '../database/local-data.ts';
import type { OutboxEntry } from '../outbox/outbox-entry.ts';
import { ACME, ADA, actorOf, DRILL, MAX, ruleSet, SAM } from '../testing/company.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { idSource, testId, tickingClock } from '../testing/ids.ts';
import { commandOfMove, type Move, moves, REQUESTS } from '../testing/moves.ts';
import { overlay, type RequestView } from './overlay.ts';

/** Another time than the server's, and before the deadlines of what is there. */
const OFFLINE_AT = '2026-03-05T00:00:00.000Z';

/**
 * Times and positions are the server's to set, and it adds up what this person may not see; everything else has to be the
 * same.
 */
const WITHOUT = new Set(['at', 'seq', 'submittedAt', 'changedAt', 'expiresAt', 'approvedUntil', 'grantedMark']);
const essence = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner) => (WITHOUT.has(key) ? undefined : inner)));

/** What a device of this person holds after pulling everything. */
function knowledgeOf(server: FakeServer, actor: ActingUser): Knowledge {
  const { customers, products, reference } = server.store.visibleTo(actor);
  const of = (kind: string) => (reference.get(kind) ?? null) as never;
  const people = [...reference.values()].filter((one): one is Person => 'kind' in one && one.kind === 'person');
  return {
    customers: customers as ReadonlyMap<string, Customer>,
    products: products as ReadonlyMap<string, Product>,
    reference: {
      company: of('company'),
      ruleSet: of('ruleSet'),
      governance: of('governance'),
      statistics: of('statistics'),
      people: new Map(people.map((one) => [one.id, one])),
    },
  };
}

/** A server on which Sam and Max have acted before, and one more person who acts now. */
class Scene {
  readonly server = new FakeServer();
  readonly actor: ActingUser;
  readonly #newId = idSource();

  constructor(actor: ActingUser) {
    this.actor = actor;
  }

  entriesOf(sequence: readonly Move[], deviceId: string): OutboxEntry[] {
    return sequence.map((move, index) => ({
      state: 'waiting',
      outcome: null,
      command: {
        ...commandOfMove(move),
        id: this.#newId(),
        deviceId,
        deviceSeq: index + 1,
        madeAt: OFFLINE_AT,
      },
    }));
  }

  async push(actor: ActingUser, entries: readonly OutboxEntry[]): Promise<Outcome[]> {
    const [first] = entries;
    if (first === undefined) return [];
    const { deviceId } = first.command;
    const input = { protocol: 1, deviceId, commands: entries.map(({ command }) => command) };
    return (await this.server.connect({ actor, deviceId }).push(input, new AbortController().signal)).outcomes;
  }

  visible(): DiscountRequest[] {
    return [...this.server.store.visibleTo(this.actor).requests.values()] as DiscountRequest[];
  }

  views(documents: readonly DiscountRequest[], entries: readonly OutboxEntry[]): RequestView[] {
    const knowledge = knowledgeOf(this.server, this.actor);
    const now = tickingClock(OFFLINE_AT);
    return overlay(documents, entries, (command, request, grants) =>
      decisionContext(knowledge, command, { request, actor: this.actor, now: now(), grants }),
    );
  }
}

const settledBy = (entries: readonly OutboxEntry[], outcomes: readonly Outcome[]): OutboxEntry[] =>
  entries.map((entry, index) => {
    const outcome = outcomes[index];
    return outcome === undefined ? entry : { ...entry, state: outcome.status, outcome };
  });

const byRequest = (views: readonly RequestView[]) =>
  new Map(views.map(({ request }) => [request.id, essence(request)]));
const documentsById = (documents: readonly DiscountRequest[]) =>
  new Map(documents.map((document) => [document.id, essence(document)]));

const sequences = (maxLength: number) => fc.array(moves, { maxLength });

it('the overlay shows what the server decides for the same commands, while nothing else changes (law 5)', async () => {
  const scenes = fc.record({
    person: fc.constantFrom(SAM, MAX, ADA),
    a: sequences(4),
    b: sequences(3),
    /** The rules that the earlier requests were made under may have been tightened since. */
    stricter: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(scenes, sequences(8), fc.nat(8), async ({ person, a, b, stricter }, now, cut) => {
      const scene = new Scene(actorOf(person));
      await scene.push(actorOf(SAM), scene.entriesOf(a, testId(0xd7)));
      const decisions = b.filter(({ type }) => type !== 'request.submit');
      await scene.push(actorOf(MAX), scene.entriesOf(decisions, testId(0xd8)));
      if (stricter) scene.server.store.put('reference', ruleSet(2, { forbidAboveBp: 1_200 }));

      const before = scene.visible();
      const entries = scene.entriesOf(now, testId(0xd9));
      const provisional = scene.views(before, entries);
      const outcomes = await scene.push(scene.actor, entries.slice(0, cut));
      const between = scene.visible();
      outcomes.push(...(await scene.push(scene.actor, entries.slice(cut))));
      const after = scene.visible();

      // Before anything was sent: what the screen shows is what the server will decide, command by command.
      expect(byRequest(provisional)).toEqual(documentsById(after));
      const accepted = outcomes.filter(({ status }) => status === 'accepted').map(({ commandId }) => commandId);
      expect(new Set(provisional.flatMap(({ pending }) => pending.map(({ id }) => id)))).toEqual(new Set(accepted));
      const refusals = new Map(outcomes.map(({ commandId, refusal }) => [commandId, refusal?.code]));
      for (const { command, refusal } of provisional.flatMap(({ doomed }) => doomed)) {
        expect(refusal.code).toBe(refusals.get(command.id));
      }

      // In the middle: some decided, with and without their results pulled, the rest waiting.
      const halfway = settledBy(entries, outcomes.slice(0, cut));
      expect(byRequest(scene.views(before, halfway))).toEqual(documentsById(after));
      expect(byRequest(scene.views(between, halfway))).toEqual(documentsById(after));

      // At the end: nothing of it counts any more, to the last field.
      const settled = scene.views(after, settledBy(entries, outcomes));
      expect(settled.map(({ request }) => request)).toEqual(after);
      expect(settled.flatMap(({ pending, doomed }) => [...pending, ...doomed])).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
}, 30_000);

it('the overlay names every waiting command on a shown request as pending or doomed, and none as both', async () => {
  await fc.assert(
    fc.asyncProperty(sequences(4), sequences(8), async (earlier, now) => {
      const scene = new Scene(actorOf(SAM));
      await scene.push(scene.actor, scene.entriesOf(earlier, testId(0xd7)));
      const documents = scene.visible();
      const known = new Set(documents.map(({ id }) => id));
      const entries = scene.entriesOf(now, testId(0xd9));
      const views = scene.views(documents, entries);
      const named = views.flatMap(({ pending, doomed }) => [...pending, ...doomed.map(({ command }) => command)]);
      const ids = named.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const about = entries.filter(({ command }) => known.has((command.args as { requestId: string }).requestId));
      for (const { command } of about) expect(ids).toContain(command.id);
      const again = scene.views(documents, entries).map(({ request }) => request.id);
      expect(again).toEqual(views.map(({ request }) => request.id));
      expect(again.slice(-documents.length || again.length)).toEqual(documents.map(({ id }) => id));
    }),
    { numRuns: 500 },
  );
}, 30_000);

it('the overlay adds up what a customer was granted as the server does, while all of it is on the device', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 20_000, max: 70_000 }), async (cut, most) => {
      const scene = new Scene(actorOf(SAM));
      scene.server.store.put('reference', aGovernance({ maxNetTotalMinor: most }));
      const slice = { type: 'request.submit', baseRevision: 0, discountBp: 300, quantity: 2 } as const;
      const slices = REQUESTS.map(
        (_, request): Move => ({ ...slice, request, customerId: ACME.id, productId: DRILL.id }),
      );
      const entries = scene.entriesOf(slices, testId(0xd9));
      await scene.push(scene.actor, entries.slice(0, cut));
      const statuses = (views: readonly RequestView[]) =>
        new Map(views.map(({ request }) => [request.id, [request.status, request.evaluation.holdReasons]]));
      const provisional = statuses(scene.views(scene.visible(), entries.slice(cut)));
      await scene.push(scene.actor, entries.slice(cut));
      expect(provisional).toEqual(statuses(scene.views(scene.visible(), [])));
      // 200.00 each: as many as fit are approved by the rules.
      const approved = [...provisional.values()].filter(([status]) => status === 'autoApproved');
      expect(approved).toHaveLength(Math.min(3, Math.floor(most / 20_000)));
    }),
    { numRuns: 50 },
  );
});
