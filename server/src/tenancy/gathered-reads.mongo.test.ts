import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { createTestCompany } from '../testing/test-company.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { GatheredReads } from './gathered-reads.ts';

const [api] = await startTestPair();

describe('reads that go to MongoDB together', () => {
  test('combined reads find what each of them finds alone, and nothing of another company', async () => {
    const [company, other] = [await createTestCompany(api.services), await createTestCompany(api.services)];
    const reads = new GatheredReads(company.store);
    const [mine, theirs] = [company.product(1).id, other.product(1).id];
    const [products, unknown, rules, people, none, governance] = await Promise.all([
      reads.byIds('products', [mine, theirs, mine]),
      reads.byIds('customers', [v7()]),
      reads.one('businessRules', { current: true }),
      reads.byIds('users', [company.person('Anna').id, other.person('Anna').id]),
      reads.byIds('devices', []),
      reads.one('governance', { current: true }),
    ]);
    expect(products).toEqual(await company.store.collection('products').findByIds([mine]));
    expect([...people.keys()]).toEqual([company.person('Anna').id]);
    expect([unknown.size, none.size]).toEqual([0, 0]);
    expect(rules).toEqual(await company.store.collection('businessRules').findOne({ current: true }));
    expect(governance?.companyId).toBe(company.id);
  });

  test('gathered reads cannot be led to another company by their queries', async () => {
    const [company, other] = [await createTestCompany(api.services), await createTestCompany(api.services)];
    const reads = new GatheredReads(company.store);
    const lookingElsewhere = { companyId: other.id, $or: [{ companyId: other.id }] } as never;
    const [rules, metrics] = await Promise.all([
      reads.one('businessRules', lookingElsewhere),
      reads.one('statistics', lookingElsewhere),
    ]);
    expect([rules, metrics]).toEqual([null, null]);
  });

  test('fail together, and those asked later do not', async () => {
    const company = await createTestCompany(api.services);
    const reads = new GatheredReads(company.store);
    const failing = [reads.one('companies', { $nonsense: 1 } as never), reads.byIds('users', [v7()])];
    const outcomes = await Promise.allSettled(failing);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await reads.byIds('companies', [company.id])).size).toBe(1);
  });
});
