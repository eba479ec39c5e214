import type { ActingUser } from '@marginiq/domain/context';
import { canSee } from '@marginiq/domain/visibility';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../testing/test-database.ts';
import { visibleFilter } from './visibility.ts';

const USERS = ['u1', 'u2', 'u3'];
const TEAMS = ['t1', 't2', null];

const actorArbitrary: fc.Arbitrary<ActingUser> = fc.record({
  userId: fc.constantFrom(...USERS),
  name: fc.constant('somebody'),
  role: fc.constantFrom('salesperson', 'manager', 'admin'),
  teamId: fc.constantFrom(...TEAMS),
});

test('the server’s filter lets through exactly what the domain lets be seen', async () => {
  await using database = await createTestDatabase();
  const documents = [...USERS, null].flatMap((ownerId) => TEAMS.map((teamId) => ({ ownerId, teamId })));
  const collection = database.raw.collection('documents');
  await collection.insertMany(documents.map((document) => ({ ...document })));
  await fc.assert(
    fc.asyncProperty(actorArbitrary, async (actor) => {
      const found = await collection.find(visibleFilter(actor), { projection: { _id: 0 } }).toArray();
      const expected = documents.filter((document) => canSee(actor, document));
      const sorted = (list: object[]) => list.map((one) => JSON.stringify(one)).sort();
      expect(sorted(found)).toEqual(sorted(expected));
    }),
    // All there are: three people, three roles, three teams.
    { numRuns: 120 },
  );
});
