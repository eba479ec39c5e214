import './testing/browser-globals.ts';
import { filter, firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { purgeRows, putRows } from './pulled-rows.ts';
import type { Row } from './row.ts';
import { storedRow } from './stored-rows.ts';
import { physicalName, rawRows } from './testing/damage.ts';
import { Device } from './testing/device.ts';

const row = (seq: number, change: Partial<Row> = {}): Row => ({
  id: 'one',
  order: 'a',
  epoch: '1',
  doc: { id: 'one', seq, secret: `margin of version ${seq}` },
  ...change,
});

describe('pulled rows', () => {
  it('are taken away with what they held', async () => {
    await using device = await Device.open();
    const { customers } = device.database;
    await putRows(customers, [row(1)], true);
    await purgeRows(customers, ['one', 'never there']);
    expect(await customers.find().exec()).toEqual([]);
    const left = JSON.stringify(await rawRows(physicalName(device.name, 'customers')));
    expect(left).not.toContain('margin');
    // And may come back, as a document does that was handed to and fro.
    await putRows(customers, [row(2)], false);
    expect((await storedRow(customers, 'one'))?.doc.seq).toBe(2);
  });

  it.each([true, false])('never go back to an older version, looked for first: %s', async (expectNew) => {
    await using device = await Device.open();
    const { customers } = device.database;
    await putRows(customers, [row(5)], true);
    await putRows(customers, [row(4)], expectNew);
    expect((await storedRow(customers, 'one'))?.doc.seq).toBe(5);
    await putRows(customers, [row(6), row(7)], expectNew);
    expect((await storedRow(customers, 'one'))?.doc.seq).toBe(7);
    // Unless everything is read anew: a restored backup may stand before what is here.
    await putRows(customers, [row(3, { epoch: '2' })], expectNew);
    expect((await storedRow(customers, 'one'))?.doc.seq).toBe(3);
  });

  it('show in live queries at once', async () => {
    await using device = await Device.open();
    const { customers } = device.database;
    const row$ = customers.findOne('one').$;
    const shows = (seq: number | undefined) =>
      firstValueFrom(row$.pipe(filter((found) => found?.toJSON().doc.seq === seq)));
    await putRows(customers, [row(1)], true);
    await shows(1);
    await putRows(customers, [row(2)], false);
    await shows(2);
    await purgeRows(customers, ['one']);
    await shows(undefined);
  });
});
