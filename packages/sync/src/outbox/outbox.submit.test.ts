import '../testing/browser-globals.ts';
import { filter, firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { InvalidCommandError, NotSavedError } from '../database/save-errors.ts';
import { Device, submission, withdrawal } from '../testing/device.ts';
import { idSource, testId } from '../testing/ids.ts';
import { createMutex } from '../testing/mutex.ts';
import { storageOfWindow, storageWith } from '../testing/storage.ts';

const quotaExceeded = () => new DOMException('The quota has been exceeded.', 'QuotaExceededError');

describe('Outbox.submit', () => {
  it('the command is saved durably when submitting resolves', async () => {
    await using device = await Device.open();
    const command = await device.outbox.submit(submission(testId(0xa1)));
    await device.reopen();
    expect(await device.outbox.entries()).toEqual([{ command, state: 'waiting', outcome: null }]);
  });

  it('Outbox.submit keeps what the user did, and adds device, number and time', async () => {
    await using device = await Device.open();
    const wish = submission(testId(0xa1), { justification: 'Ordered for years' });
    expect(await device.outbox.submit(wish)).toMatchObject({ ...wish, deviceId: device.deviceId, deviceSeq: 1 });
    expect((await device.outbox.submit(withdrawal(testId(0xa1)))).deviceSeq).toBe(2);
  });

  it('Outbox.submit saves an action once, however often it is handed in under its id', async () => {
    await using device = await Device.open();
    const wish = { ...submission(testId(0xa1)), id: testId(0xb1) };
    const [first, second] = await Promise.all([device.outbox.submit(wish), device.outbox.submit(wish)]);
    expect(first.id).toBe(testId(0xb1));
    expect(second).toEqual(first);
    await device.reopen();
    expect(await device.outbox.submit(wish)).toEqual(first);
    expect(await device.outbox.entries()).toHaveLength(1);
    expect((await device.outbox.submit(withdrawal(testId(0xa1)))).deviceSeq).toBe(2);
  });

  it('Outbox.submit does not save what the server would refuse for its form, and says which part', async () => {
    await using device = await Device.open();
    const good = submission(testId(0xa1));
    const wrong = [
      submission(testId(0xa1), { justification: 'pasted\u000Bfrom elsewhere' }),
      submission(testId(0xa1), { justification: 'x'.repeat(2001) }),
      { ...good, args: { ...good.args, items: [] } },
      { ...good, args: { ...good.args, items: good.args.items.map((item) => ({ ...item, quantity: 1.0005 })) } },
    ];
    const issues = await Promise.all(
      wrong.map((command) =>
        device.outbox.submit(command).then(
          () => 'saved',
          (error) => (error instanceof InvalidCommandError ? error.issues[0]?.split(':')[0] : error),
        ),
      ),
    );
    expect(issues).toEqual(['justification', 'justification', 'items', 'items.0.quantity']);
    expect(await device.outbox.entries()).toEqual([]);
    expect((await device.outbox.submit(good)).deviceSeq).toBe(1);
  });

  it('Outbox.submit saves text as the server reads it: trimmed', async () => {
    await using device = await Device.open();
    const command = await device.outbox.submit(submission(testId(0xa1), { justification: '  They decide today. \n' }));
    expect(command.args).toMatchObject({ justification: 'They decide today.' });
  });

  it('Outbox.submit never gives two windows that submit at once the same number', async () => {
    const exclusively = createMutex();
    const newId = idSource();
    await using first = await Device.open({ name: 'marginiq-two-windows', exclusively, newId });
    await using second = await Device.open({ name: first.name, storage: storageOfWindow(2), exclusively, newId });
    const commands = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? first : second).outbox.submit(submission(testId(0xa00 + n)))),
    );
    const numbers = commands.map(({ deviceSeq }) => deviceSeq).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    for (const { outbox } of [first, second]) {
      const shown = await firstValueFrom(outbox.entries$.pipe(filter(({ length }) => length === 20)));
      expect(shown.map(({ command }) => command.deviceSeq)).toEqual(numbers);
    }
  });

  it('Outbox.submit counts on from what another window saved, also while word of that is still on its way', async () => {
    const shared = { name: 'marginiq-deaf-window', exclusively: createMutex(), newId: idSource() };
    await using first = await Device.open(shared);
    await using second = await Device.open({ ...shared, storage: storageOfWindow(2, { deaf: true }) });
    const numbers: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      const { outbox } = n % 4 < 2 ? second : first;
      numbers.push((await outbox.submit(submission(testId(0xa00 + n)))).deviceSeq);
    }
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('Outbox.submit says that the device is full, and gives the number to the next command that is saved', async () => {
    let full = false;
    const storage = storageWith(({ collection }) => {
      if (full && collection === 'commands') throw quotaExceeded();
    });
    await using device = await Device.open({ storage });
    await device.outbox.submit(submission(testId(0xa1)));
    full = true;
    const failed = device.outbox.submit(submission(testId(0xa2)));
    await expect(failed).rejects.toBeInstanceOf(NotSavedError);
    await expect(failed).rejects.toMatchObject({ storageFull: true });
    full = false;
    expect((await device.outbox.submit(submission(testId(0xa3)))).deviceSeq).toBe(2);
    expect(await device.outbox.waiting()).toHaveLength(2);
  });

  it('Outbox.submit says that it was not saved for another reason than room', async () => {
    const storage = storageWith(({ collection }) => {
      if (collection === 'commands') throw new Error('the disk broke');
    });
    await using device = await Device.open({ storage });
    await expect(device.outbox.submit(submission(testId(0xa1)))).rejects.toMatchObject({
      name: 'NotSavedError',
      storageFull: false,
    });
  });
});
