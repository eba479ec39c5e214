import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { commit } from './commit.ts';
import { ensureIndexes } from './indexes.ts';

const [api] = await startTestPair();

const inForce = async ({ store }: TestCompany) => {
  const found = await store.collection('businessRules').findOne({ current: true });
  if (found === null) throw new Error('no rules are in force');
  return found;
};

describe('the version in force', () => {
  test('the version in force is one: a commit that leaves the one before in force fails as a whole', async () => {
    const company = await createTestCompany(api.services);
    const before = await inForce(company);
    const seq = await company.seq();
    const work = commit(company.store, async (unit) => {
      unit.put('businessRules', { ...before, _id: v7(), version: before.version + 1 }, null);
    });
    await expect(work).rejects.toThrow(/duplicate key/);
    expect([await inForce(company), await company.seq()]).toEqual([before, seq]);
  });

  test.each(['put', 'update'] as const)('the version in force gives way in the same commit, by %s', async (how) => {
    const company = await createTestCompany(api.services);
    const before = await inForce(company);
    const next = { ...before, _id: v7(), version: before.version + 1 };
    await commit(company.store, async (unit) => {
      unit.put('businessRules', next, null);
      if (how === 'put') unit.put('businessRules', { ...before, current: false }, before);
      else unit.update('businessRules', { _id: before._id, current: true }, { $set: { current: false } });
    });
    expect((await inForce(company)).version).toBe(next.version);
  });
});

test('an index that was replaced by another is dropped, however often an earlier release recreates it', async () => {
  const log = api.database.raw.collection('auditLogs');
  for (let start = 0; start < 2; start += 1) {
    await log.createIndex({ companyId: 1, at: -1 });
    await ensureIndexes(api.database.raw);
    const names = (await log.indexes()).map(({ name }) => name);
    expect(names).not.toContain('companyId_1_at_-1');
    expect(names).toContain('companyId_1_at_-1__id_-1');
  }
});
