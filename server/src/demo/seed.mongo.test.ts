import { describe, expect, it } from 'vitest';
import { verifyPassword } from '../auth/passwords.ts';
import { prepareStorage } from '../migrations/prepare.ts';
import { Database } from '../tenancy/database.ts';
import { TestClock } from '../testing/test-clock.ts';
import { createTestDatabase, testMongoUri } from '../testing/test-database.ts';
import { seedDemo } from './seed-demo.ts';

async function fingerprint(raw: Awaited<ReturnType<typeof createTestDatabase>>['raw']): Promise<string> {
  const names = (await raw.listCollections().toArray()).map(({ name }) => name).sort();
  const parts = [];
  for (const name of names) parts.push([name, await raw.collection(name).find({}).sort({ _id: 1 }).toArray()]);
  return JSON.stringify(parts);
}

describe('seeding', () => {
  it('seeding makes the demo once, completely, and repairs what was interrupted', async () => {
    await using test = await createTestDatabase();
    const database = await Database.connect(testMongoUri(), test.name);
    const clock = new TestClock();
    const seed = () => seedDemo(database, clock, { seed: 1, progress: () => undefined });
    try {
      await prepareStorage(database, { clock: clock });
      const first = await seed();
      expect(first.made).toBe(2);
      expect(await test.raw.collection('discountRequests').countDocuments()).toBe(3_000);
      const before = await fingerprint(test.raw);

      // Killed between a company and its logins: the next run writes them.
      await test.raw.collection('logins').deleteMany({ _id: /^nordlicht/ } as never);
      const again = await seed();
      expect(again.made).toBe(0);
      expect(again.companies).toEqual(first.companies);
      expect(await fingerprint(test.raw)).toBe(before);

      const shown = first.companies[0]?.logins[0];
      const user = await test.raw.collection('users').findOne({ email: shown?.email });
      expect(await verifyPassword(user?.passwordHash, shown?.password ?? '')).toBe(true);
    } finally {
      await database.close();
    }
  });
});
