import '../testing/browser-globals.ts';
import { expect, it } from 'vitest';
import { removeLocalRow, writeLocalRow } from '../database/local-state.ts';
import { Device } from '../testing/device.ts';
import { testSealer } from '../testing/sealers.ts';
import { KeptRows } from './kept-rows.ts';

it('a draft that is written, or removed, while the others are still being read is kept as it became', async () => {
  await using device = await Device.open();
  const { database } = device;
  for (const key of ['draft:a', 'draft:b']) await writeLocalRow(database, key, { justification: 'Half' });
  const { storageInstance } = database.local;
  const read = storageInstance.query.bind(storageInstance);
  const { promise: line, resolve: answer } = Promise.withResolvers<void>();
  storageInstance.query = async (query) => {
    const before = await read(query);
    await line;
    return before;
  };
  const opening = KeptRows.open(database);
  storageInstance.query = read;
  const heard: string[] = [];
  const listening = database.local.$.subscribe(({ documentId }) => void heard.push(documentId));
  await writeLocalRow(database, 'draft:a', { justification: 'Half a sentence' });
  await removeLocalRow(database, 'draft:b');
  await expect.poll(() => heard).toEqual(['draft:a', 'draft:b']);
  answer();
  const kept = await opening;
  listening.unsubscribe();
  expect(kept.rows).toEqual([{ id: 'draft:a', doc: { sealed: JSON.stringify({ justification: 'Half a sentence' }) } }]);
  kept.close();
});

it('rows that a session without a key wrote are reported as unsealed, and those of a session with a key are not', async () => {
  await using device = await Device.open();
  await writeLocalRow(device.database, 'draft:a', { justification: 'Half' });
  const bare = await KeptRows.open(device.database);
  expect(bare.bareKeys).toEqual(['draft:a']);
  bare.close();
  await device.reopen(testSealer(1));
  const sealed = await KeptRows.open(device.database);
  await writeLocalRow(device.database, 'draft:b', { justification: 'Half' });
  await expect.poll(() => sealed.rows.map(({ id }) => id).sort()).toEqual(['draft:a', 'draft:b']);
  expect(sealed.bareKeys).toEqual([]);
  sealed.close();
});
