import type { Db } from 'mongodb';
import { expect, test } from 'vitest';
import { SchemaDoor } from './schema-door.ts';

const privilege = (db: string, ...actions: string[]) => ({ resource: { db, collection: '' }, actions });

/** @param privileges undefined: MongoDB asks nobody who they are */
function doorOf(privileges?: object[]): SchemaDoor {
  const authenticatedUsers = privileges === undefined ? [] : [{ user: 'app', db: 'admin' }];
  const command = async () => ({ authInfo: { authenticatedUsers, authenticatedUserPrivileges: privileges ?? [] } });
  return new SchemaDoor({ databaseName: 'marginiq', command } as unknown as Db);
}

test('collection rules may be set with the right in this database or in all, and without authentication', async () => {
  const asked = (...privileges: object[]) => doorOf(privileges).mayRequire();
  expect(await doorOf().mayRequire()).toBe(true);
  expect(await asked(privilege('marginiq', 'insert', 'createIndex'))).toBe(false);
  expect(await asked(privilege('marginiq', 'insert'), privilege('other', 'collMod'))).toBe(false);
  expect(await asked(privilege('marginiq', 'insert'), privilege('marginiq', 'collMod'))).toBe(true);
  expect(await asked(privilege('', 'collMod'))).toBe(true);
  expect(await asked({ resource: { anyResource: true }, actions: ['collMod'] })).toBe(true);
});
