import '../testing/browser-globals.ts';
import { expect, it } from 'vitest';
import { physicalName } from '../testing/damage.ts';
import { idbResult, indexedDbsOf } from './indexed-db.ts';
import { deleteLocalDatabase } from './local-database.ts';

const KINDS = ['commands', 'pages', 'local'];

it.each(KINDS)(
  'deleting takes every store at once, and waits only for the one that another window holds (%s): nobody opens half of it',
  async (held) => {
    const name = `marginiq-deleted-${held}`;
    for (const kind of KINDS) (await idbResult(indexedDB.open(physicalName(name, kind)))).close();
    const window = await idbResult(indexedDB.open(physicalName(name, held)));
    const deleting = deleteLocalDatabase(name);
    await expect.poll(() => indexedDbsOf(name)).toEqual([physicalName(name, held)]);
    window.close();
    await deleting;
    expect(await indexedDbsOf(name)).toEqual([]);
  },
);
