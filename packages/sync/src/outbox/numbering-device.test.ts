import '../testing/browser-globals.ts';
import { describe, expect, it } from 'vitest';
import { localDatabaseName, peopleOnDisk } from '../database/local-database.ts';
import { writeLocalState } from '../database/local-state.ts';
import { Device, submission } from '../testing/device.ts';
import { testId } from '../testing/ids.ts';
import { testSealer } from '../testing/sealers.ts';
import { numberingDevice, storedNumberingDevice } from './numbering-device.ts';
import { Outbox } from './outbox.ts';
import { pushCommands } from './push-commands.ts';

const never = { signal: new AbortController().signal };

describe('the device that numbers a local database', () => {
  it('the device that numbers a local database is the session’s own where nothing was numbered yet', async () => {
    await using device = await Device.open({ name: 'marginiq-numbering-1' });
    expect(await numberingDevice(device.database, testId(0xd1))).toBe(testId(0xd1));
  });

  it('the device that began the numbering keeps it, as its commands say, after its person signed in as another', async () => {
    await using device = await Device.open({ name: 'marginiq-numbering-2' });
    const { deviceId } = await device.outbox.submit(submission(testId(0xa1)));
    expect(await numberingDevice(device.database, testId(0xd2))).toBe(deviceId);
  });

  it('the device that numbers a local database is still known when everything was sent', async () => {
    await using device = await Device.open({ name: 'marginiq-numbering-3' });
    await writeLocalState(device.database, 'device', { nextDeviceSeq: 4, deviceId: testId(0xd3) });
    expect(await numberingDevice(device.database, testId(0xd4))).toBe(testId(0xd3));
  });

  it('the current device sends commands that two devices numbered', async () => {
    await using device = await Device.open({ name: 'marginiq-numbering-4' });
    const { now, newId, exclusively } = device;
    const first = await device.outbox.submit(submission(testId(0xa1)));
    const other = new Outbox(device.database, { deviceId: testId(0xd5), now, newId, exclusively });
    const second = await other.submit(submission(testId(0xa2)));
    const pushed: { deviceId: string; numbers: number[]; by: string[] }[] = [];
    const transport = {
      push: async ({
        deviceId,
        commands,
      }: {
        deviceId: string;
        commands: { deviceId: string; deviceSeq: number }[];
      }) => {
        const numbers = commands.map(({ deviceSeq }) => deviceSeq);
        pushed.push({ deviceId, numbers, by: commands.map((one) => one.deviceId) });
        throw new Error('enough');
      },
    };
    await writeLocalState(device.database, 'device', { nextDeviceSeq: 1, deviceId: first.deviceId });
    await pushCommands(device.outbox, transport as never, never).catch(() => undefined);
    const by = first.deviceId;
    expect(pushed).toEqual([{ deviceId: by, numbers: [first.deviceSeq, second.deviceSeq], by: [by, by] }]);
  });
});

describe('what the disk says of who worked here, without the key', () => {
  it('each person with a local database here is named once, and nothing of a repair', async () => {
    const name = localDatabaseName(testId(0xc1), testId(0xa7));
    await using _device = await Device.open({ name });
    await using _aside = await Device.open({ name: `${name}~repair-1` });
    expect(await peopleOnDisk()).toEqual([{ companyId: testId(0xc1), userId: testId(0xa7) }]);
  });

  it('what the disk says of who worked here, without the key names no device for a database in which nothing was numbered, or that is not there', async () => {
    await using _device = await Device.open({ name: 'marginiq-stored-1' });
    expect(await storedNumberingDevice('marginiq-stored-1')).toBeNull();
    expect(await storedNumberingDevice('marginiq-nowhere')).toBeNull();
  });

  it('what the disk says of who worked here, without the key names the device of sealed commands, and of a database whose commands were all sent', async () => {
    const sealed = await Device.open({ name: 'marginiq-stored-2', sealer: testSealer(1) });
    const { deviceId } = await sealed.outbox.submit(submission(testId(0xa1)));
    await sealed.outbox.submit(submission(testId(0xa2)));
    await sealed[Symbol.asyncDispose]();
    expect(await storedNumberingDevice('marginiq-stored-2')).toBe(deviceId);

    const sent = await Device.open({ name: 'marginiq-stored-3' });
    await writeLocalState(sent.database, 'device', { nextDeviceSeq: 4, deviceId: testId(0xd3) });
    await sent[Symbol.asyncDispose]();
    expect(await storedNumberingDevice('marginiq-stored-3')).toBe(testId(0xd3));
  });
});
