import { afterAll, expect, test } from 'vitest';
import { publishRules } from '../company/publish-rules.ts';
import { readRules, toRulesFile } from '../company/rules-of-company.ts';
import { expireRequests } from '../jobs/expire-requests.ts';
import { purgeRevocations } from '../jobs/purge-revocations.ts';
import { refreshStatistics } from '../jobs/refresh-statistics.ts';
import { operator } from '../operate/operator.ts';
import { ImportDatabase } from '../testing/import-world.ts';

/* A decision names rules, limits and statistics by their versions, so each of them has to stay as it was. */
const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

const VERSIONED = ['businessRules', 'governance', 'statistics'] as const;
const DAYS_MINUTES = 40 * 24 * 60;

test('no import, publication of rules or job changes or removes a version that there was', async () => {
  const world = await database.world();
  const { store, clock } = world;
  /** All but the mark of the one in force. */
  const versions = async () => {
    const all = await Promise.all(VERSIONED.map((name) => store.collection(name).find({})));
    return all.flat().map(({ current: _current, ...version }) => version);
  };
  const known = new Map<string, unknown>();
  const expectKept = async () => {
    const now = new Map((await versions()).map((version) => [version._id, version]));
    for (const [id, version] of known) expect(now.get(id)).toEqual(version);
    for (const [id, version] of now) known.set(id, version);
  };
  /** A rule more, and another limit. */
  const publish = async (percent: number) => {
    const inForce = await readRules(store);
    if (inForce === null) throw new Error('there are no rules');
    const file = toRulesFile(inForce);
    file.rules.push({
      kind: 'discountLimit',
      name: `Up to ${percent} %`,
      when: {},
      maxDiscountPercent: percent,
      onBreach: 'admin',
    });
    file.automaticApproval.maxDiscountPercent = percent;
    const context = { store, clock, actor: operator('tester'), announce: () => undefined };
    expect((await publishRules(context, file)).versions).not.toBeNull();
  };
  await expectKept();
  for (const percent of [10, 12, 14]) {
    await publish(percent);
    await expectKept();
    const imported = await world.run({
      customers: 'code,name,owner\nX1,First,Anna\n',
      deals: `deal,customer,date,salesperson,sale\nD${percent},X1,2025-01-02,Anna,won\n`,
      dealLines: `deal,sku,quantity,unitPrice,discount\nD${percent},P-1,5,100.00,0.1\n`,
    });
    expect(imported.problems).toEqual([]);
    await expectKept();
    clock.advance({ minutes: DAYS_MINUTES });
    await expireRequests(store, clock);
    await purgeRevocations(store, clock);
    expect(await refreshStatistics(store, { clock, pause: async () => undefined })).toBeGreaterThan(0);
    await expectKept();
  }
  expect(known.size).toBeGreaterThan(3 + 3 + 3);
});
