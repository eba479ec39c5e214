import { canSee } from '@marginiq/domain/audience';
import type { ActingUser } from '@marginiq/domain/context';
import fc from 'fast-check';
import type { Document } from 'mongodb';
import { expect, test } from 'vitest';
import { ensureIndexes } from '../tenancy/indexes.ts';
import { withAudience } from '../tenancy/owned.ts';
import { revocationOf } from '../tenancy/revocation.ts';
import { storedName } from '../tenancy/stored-names.ts';
import { createTestDatabase } from '../testing/test-database.ts';
import { sightOf } from './visibility.ts';

const USERS = ['u1', 'u2', 'u3'];
const TEAMS = ['t1', 't2', null];

const actorArbitrary: fc.Arbitrary<ActingUser> = fc.record({
  userId: fc.constantFrom(...USERS),
  name: fc.constant('somebody'),
  role: fc.constantFrom('salesperson', 'manager', 'admin'),
  teamId: fc.constantFrom(...TEAMS),
});
const isFoundByAudience = fc.boolean();
const ALL = [...USERS, null].flatMap((ownerId) => TEAMS.map((teamId) => ({ ownerId, teamId })));

const sorted = (list: object[]) => list.map((one) => JSON.stringify(one)).sort();
// All there are: three people, three roles, three teams, two ways.
const enough = { numRuns: 240 };

test('the server’s filter lets through exactly what the domain lets be seen, by audience as by owner and team', async () => {
  await using database = await createTestDatabase();
  const collection = database.raw.collection('documents');
  await collection.insertMany(ALL.map(withAudience));
  await fc.assert(
    fc.asyncProperty(actorArbitrary, isFoundByAudience, async (actor, by) => {
      const { owned } = sightOf(actor, by);
      const found = await collection.find(owned, { projection: { _id: 0, audience: 0 } }).toArray();
      expect(sorted(found)).toEqual(sorted(ALL.filter((document) => canSee(actor, document))));
    }),
    enough,
  );
});

test('documents that a former release left with a missing or wrong audience are still found by owner and team', async () => {
  await using database = await createTestDatabase();
  const collection = database.raw.collection('documents');
  const left = ALL.flatMap((document, index) => [
    { ...document },
    { ...document, audience: withAudience(ALL[(index + 5) % ALL.length] ?? document).audience },
  ]);
  await collection.insertMany(left.map((document) => ({ ...document })));
  await fc.assert(
    fc.asyncProperty(actorArbitrary, async (actor) => {
      const { owned } = sightOf(actor, false);
      const found = await collection.find(owned, { projection: { _id: 0 } }).toArray();
      expect(sorted(found)).toEqual(sorted(left.filter((document) => canSee(actor, document))));
    }),
    enough,
  );
});

test('the revocations of what somebody saw and does not see any more are found, of handed over and of deleted documents', async () => {
  await using database = await createTestDatabase();
  const collection = database.raw.collection<{ n: number }>(storedName('revocations'));
  const moves = ALL.flatMap((before) => [...ALL, null].map((after) => ({ before, after })));
  const revocations = moves.map(({ before, after }, n) => ({
    n,
    ...revocationOf('c', 'customers', { id: 'd', before, after }),
  }));
  await collection.insertMany(revocations.filter(({ n, ...one }) => '_id' in one).map(({ _id, ...one }) => one));
  await fc.assert(
    fc.asyncProperty(actorArbitrary, isFoundByAudience, async (actor, by) => {
      const found = await collection.find(sightOf(actor, by).revocations).toArray();
      const numbers = new Set(found.map(({ n }) => n));
      for (const [n, { before, after }] of moves.entries()) {
        const loses = canSee(actor, before) && (after === null || !canSee(actor, after));
        if (loses) expect(numbers, JSON.stringify({ actor, before, after })).toContain(n);
      }
    }),
    enough,
  );
});

test('an admin reads none of the revocations that are for others, before the contract as after it', async () => {
  await using database = await createTestDatabase();
  await ensureIndexes(database.raw);
  const collection = database.raw.collection<Document & { _id: string }>(storedName('revocations'));
  const owners = Array.from({ length: 200 }, (_, n) => ({ ownerId: `owner ${n}`, teamId: 't1' }));
  const made = owners.map((before, n) =>
    revocationOf('c', 'customers', { id: `d${n}`, before, after: n === 0 ? null : { ownerId: 'u1', teamId: 't2' } }),
  );
  await collection.insertMany(made.map((one, n) => ({ ...one, _id: `${n}`, seq: n })));
  const admin: ActingUser = { userId: 'a1', name: 'Ada', role: 'admin', teamId: null };
  for (const by of [true, false]) {
    const { revocations } = sightOf(admin, by);
    const range = collection.find({ ...revocations, companyId: 'c', seq: { $gt: -1 } }).sort({ seq: 1 });
    const { executionStats } = await range.explain('executionStats');
    expect(executionStats).toMatchObject({ nReturned: 1, totalDocsExamined: 1 });
  }
});
