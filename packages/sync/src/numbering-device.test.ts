import './testing/browser-globals.ts';
import { describe, expect, it } from 'vitest';
import { writeLocalState } from './local-state.ts';
import { numberingDevice } from './numbering-device.ts';
import { Outbox } from './outbox.ts';
import { pushCommands } from './push-commands.ts';
import { Device, submission } from './testing/device.ts';
import { testId } from './testing/ids.ts';

const never = { signal: new AbortController().signal };

describe('the device that numbers a local database', () => {
  it('is the session’s own where nothing was numbered yet', async () => {
    await using device = await Device.open({ name: 'marginiq-numbering-1' });
    expect(await numberingDevice(device.database, testId(0xd1))).toBe(testId(0xd1));
  });

  it('is the one that began to, as its commands say, after its person signed in as another', async () => {
    await using device = await Device.open({ name: 'marginiq-numbering-2' });
    const { deviceId } = await device.outbox.submit(submission(testId(0xa1)));
    expect(await numberingDevice(device.database, testId(0xd2))).toBe(deviceId);
  });

  it('is still known when everything was sent', async () => {
    await using device = await Device.open({ name: 'marginiq-numbering-3' });
    await writeLocalState(device.database, 'device', { nextDeviceSeq: 4, deviceId: testId(0xd3) });
    expect(await numberingDevice(device.database, testId(0xd4))).toBe(testId(0xd3));
  });

  it('sends for all, where two devices have numbered in turn', async () => {
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
