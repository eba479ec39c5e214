import { expect, test } from 'vitest';
import { DATA_VERSION } from '../tenancy/data-version.ts';
import { formIn } from '../tenancy/forms.ts';
import { MIGRATIONS } from './list.ts';
import { shapeOf } from './migration.ts';

/*
 * A migration that was released has run somewhere: it is never changed, renumbered or removed. A line that was in a release stays
 * here as it is; what a migration lacks comes as the next one.
 */
test('every migration that was released is still there, under its number and name, with the same steps', () => {
  expect(MIGRATIONS.map(shapeOf)).toEqual([
    '1 audience: backfill customers.audience, backfill discountRequests.audience, backfill tombstones.audience, contract',
  ]);
});

test('migrations count from 1 without a gap, and the newest is what processes say that they know', () => {
  expect(MIGRATIONS.map(({ id }) => id)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  expect(DATA_VERSION).toBe(MIGRATIONS.length);
});

test('no two migrations fill in the same field of a collection', () => {
  const fields = MIGRATIONS.flatMap(({ backfill = [] }) =>
    backfill.map(({ collection, field }) => `${collection}.${field}`),
  );
  expect(new Set(fields).size).toBe(fields.length);
});

/*
 * A backfill reads a document in its newest form and may write one field of it, which leaves the rest of it stored in the former form:
 * its upcaster runs again at the next read, and takes the field from what a contract has removed by then. Whoever needs both has to let
 * a backfill write the whole form first.
 */
test('no migration fills in documents that have more than one form', () => {
  const versioned = MIGRATIONS.flatMap(({ backfill = [] }) => backfill.map(({ collection }) => collection)).filter(
    (collection) => formIn(collection) !== undefined,
  );
  expect(versioned).toEqual([]);
});
