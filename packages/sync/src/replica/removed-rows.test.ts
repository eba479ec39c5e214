import '../testing/browser-globals.ts';
import { expect, it } from 'vitest';
import { removeLocalRow, writeLocalRow } from '../database/local-state.ts';
import { physicalName, rawRows } from '../testing/damage.ts';
import { Device, submission } from '../testing/device.ts';
import { testId } from '../testing/ids.ts';

const SECRET = 'They buy from nobody else';

it('of a removed draft, and of a dismissed command, only a mark is left on the disk, and nothing of what they held', async () => {
  await using device = await Device.open();
  await writeLocalRow(device.database, 'draft:a', { justification: SECRET });
  const { id } = await device.outbox.submit(submission(testId(0xa1), { justification: SECRET }));
  await device.outbox.refuseLocally(id, { code: 'invalidCommand', message: 'Too large', current: null });
  await removeLocalRow(device.database, 'draft:a');
  await device.outbox.dismiss(id);
  for (const kind of ['local', 'commands']) {
    const rows = await rawRows(physicalName(device.name, kind));
    expect(rows.map(({ _deleted }) => _deleted)).toContain('1');
    expect(JSON.stringify(rows)).not.toContain(SECRET);
  }
});
