import type { CommandEnvelope } from '@marginiq/contract/command';
import { CUSTOMER_CLASSES } from '@marginiq/contract/customer';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterAll, expect, it } from 'vitest';
import { expireRequests } from '../jobs/expire-requests.ts';
import { refreshStatistics } from '../jobs/refresh-statistics.ts';
import { changeCustomer, changeProduct, govern, publish } from '../testing/company-changes.ts';
import { expectLawsHold } from '../testing/laws.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { replayCompany } from './replay-company.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());
const DAY_MINUTES = 24 * 60;

type People = Awaited<ReturnType<typeof office>>;

async function office() {
  const company = await createTestCompany(api.services);
  const register = (name: 'Anna' | 'Bert' | 'Mona' | 'Ada') => TestDevice.register(company, company.person(name));
  const [anna, bert, mona, ada] = await Promise.all([
    register('Anna'),
    register('Bert'),
    register('Mona'),
    register('Ada'),
  ]);
  return { company, anna, bert, mona, ada };
}

/** The next event, for one of three requests. */
interface Act {
  what: (typeof WHAT)[number];
  who: 'anna' | 'anna' | 'bert' | 'mona' | 'ada';
  which: number;
  number: number;
}

const DOES = ['submit', 'revise', 'approve', 'reject', 'ask', 'withdraw', 'won', 'twice'] as const;
const CHANGES = [
  'price',
  'discontinued',
  'class',
  'blocked',
  'rules',
  'limits',
  'handOver',
  'days',
  'statistics',
] as const;
const WHAT = [...DOES, ...CHANGES] as const;

const acts: fc.Arbitrary<Act> = fc.record({
  what: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...DOES) },
    { weight: 1, arbitrary: fc.constantFrom(...CHANGES) },
  ),
  who: fc.constantFrom('anna', 'anna', 'bert', 'mona', 'mona', 'ada'),
  which: fc.nat({ max: 2 }),
  number: fc.nat({ max: 3_900 }),
});

/** Mostly the revision that there is: what nobody can decide proves little. */
function commandsOf(people: People, ids: readonly string[], { what, who, which, number }: Act): CommandEnvelope[] {
  const device = people[who];
  const requestId = ids[which] ?? v7();
  const revision = 1 + (number % 7 === 0 ? 1 : 0);
  switch (what) {
    case 'submit':
      return [people.anna.submit(number % 3_000, requestId)];
    case 'twice': {
      const another = v7();
      return [people.anna.submit(600 + (number % 600), another), people.anna.revise(another, 1, number % 2_500)];
    }
    case 'revise':
      return [device.revise(requestId, revision, number % 2_500)];
    case 'approve':
      return [device.approve(requestId, revision)];
    case 'reject':
      return [device.reject(requestId, revision)];
    case 'ask':
      return [
        device.command(
          'request.requestAdjustment',
          { requestId, reason: 'less', suggestedDiscountBp: number % 1_500 },
          { baseRevision: revision },
        ),
      ];
    case 'withdraw':
      return [device.withdraw(requestId, revision)];
    case 'won':
      return [device.command('request.recordSale', { requestId, sale: number % 2 === 0 ? 'won' : 'lost' })];
    default:
      return [];
  }
}

async function happen(people: People, ids: readonly string[], act: Act): Promise<void> {
  const { company, anna, bert, ada } = people;
  const { what, which, number } = act;
  const commands = commandsOf(people, ids, act);
  const device = what === 'submit' || what === 'twice' ? anna : people[act.who];
  if (commands.length > 0) await device.push(api, commands);
  const customer = company.customerOf(company.person('Anna')).id;
  const requestId = ids[which] ?? '';
  switch (what) {
    case 'price':
      return void (await changeProduct(company, company.product(1).id, { costMinor: 5_000 + number }));
    case 'discontinued':
      return void (await changeProduct(company, company.product(1).id, { discontinued: number % 3 === 0 }));
    case 'class':
      return void (await changeCustomer(company, customer, { class: CUSTOMER_CLASSES[number % 3] ?? 'A' }));
    case 'blocked': {
      const blocked = number % 3 === 0;
      return void (await changeCustomer(company, customer, { blocked, blockedReason: blocked ? 'unpaid' : null }));
    }
    case 'rules': {
      const rules = company.data.ruleSet.rules.slice(number % 3);
      return void (await publish(company, { rules }));
    }
    case 'limits':
      return void (await govern(company, { maxRisk: number % 100, maxDiscountBp: 300 + (number % 500) }));
    case 'handOver': {
      const ownerId = number % 2 === 0 ? bert.person.id : anna.person.id;
      const known = await company.store.collection('discountRequests').findById(requestId);
      const to = { customerIds: [], requestIds: [requestId], ownerId };
      if (known !== null) await ada.on(api).admin.reassign(to);
      return;
    }
    case 'days':
      api.clock.advance({ minutes: (number % 20) * DAY_MINUTES });
      await expireRequests(company.store, api.clock);
      return;
    case 'statistics':
      api.clock.advance({ minutes: 1 + DAY_MINUTES });
      await refreshStatistics(company.store, { clock: api.clock, pause: async () => undefined });
      return;
    default:
      return;
  }
}

it('every decision of random pushes replays equal, and leads to each request as it is, whatever changes in between', async () => {
  const all = { accepted: 0, refused: 0, others: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 10, maxLength: 40 }), async (happens) => {
      const people = await office();
      const { company } = people;
      const ids = [v7(), v7(), v7(), v7()];
      for (const which of [0, 1, 2]) await happen(people, ids, { what: 'submit', who: 'anna', which, number: 900 });
      for (const act of happens) await happen(people, ids, act);
      // In the end somebody gets one, and the time of another is over.
      await happen(people, ids, { what: 'handOver', who: 'ada', which: 2, number: 0 });
      await happen(people, ids, { what: 'submit', who: 'anna', which: 3, number: 900 });
      await happen(people, ids, { what: 'days', who: 'ada', which: 0, number: 19 });

      const [accepted, refused, others] = await Promise.all([
        company.store.collection('commands').count({ 'outcome.status': 'accepted' } as never),
        company.store.collection('commands').count({ 'outcome.status': 'refused' } as never),
        company.store.collection('decisions').count(),
      ]);
      const report = await replayCompany(company.store);
      expect(report.different).toEqual([]);
      expect(report).toMatchObject({
        counts: { equal: accepted + refused + others, different: 0, withoutInputs: 0, otherVersion: 0, fault: 0 },
        writtenOver: 0,
        unreadable: 0,
      });
      await expectLawsHold(api, company);
      all.accepted += accepted;
      all.refused += refused;
      all.others += others;
    }),
    { numRuns: 8 },
  );
  // Else it would prove little.
  expect(Math.min(all.accepted, all.refused, all.others)).toBeGreaterThan(5);
});
