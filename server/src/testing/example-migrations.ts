import type { AnyDocument, Migration } from '../migrations/migration.ts';
import type { TestCompany } from './test-company.ts';

/*
 * A sample migration for tests, with a collection of each kind: users get back a field that clients never see, customers one
 * that they do, and devices are never synced.
 */

type Loose = AnyDocument & Record<string, unknown>;

const filled = (documents: readonly AnyDocument[], value: (document: Loose) => Record<string, unknown>) =>
  documents.map((document) => ({ ...document, ...value(document as Loose) }));

export const REGION: Migration = {
  id: 1,
  name: 'region',
  expand: (schema) => schema.ensureCollection('regions'),
  backfill: [
    {
      collection: 'users',
      field: 'viewEpoch',
      fill: (found) => filled(found, ({ email }) => ({ viewEpoch: String(email).length })),
    },
    {
      collection: 'customers',
      field: 'region',
      fill: (found) => filled(found, ({ code }) => ({ region: `region of ${code}` })),
    },
    {
      collection: 'devices',
      field: 'label',
      fill: (found) => filled(found, ({ name }) => ({ label: `label of ${name}` })),
    },
  ],
  contract: async ({ schema, removeField }) => {
    await removeField('users', 'oldEpoch');
    await removeField('customers', 'oldRegion');
    await removeField('devices', 'oldLabel');
    await schema.dropIndex('customers', 'by_old_region');
    await schema.dropCollection('oldRegions');
  },
};

/** Takes away again what the migration fills in, as if a former release had written everything. */
export async function asFormerRelease({ store }: TestCompany): Promise<void> {
  const write = (name: 'users' | 'customers' | 'devices', change: unknown) =>
    store.collection(name).updateMany({} as never, change as never);
  await write('users', { $unset: { viewEpoch: true }, $set: { oldEpoch: 1 } });
  await write('customers', { $unset: { region: true }, $set: { oldRegion: 'old' } });
  await write('devices', { $unset: { label: true }, $set: { oldLabel: 'old' } });
}
