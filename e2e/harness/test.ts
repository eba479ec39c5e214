import { test as base } from '@playwright/test';
import { Device, type DeviceOptions } from './device.ts';
import { Installation } from './installation.ts';

export interface PerTest {
  /** A new laptop; removed when the test ends. */
  unpackDevice: (options?: DeviceOptions) => Promise<Device>;
}
export interface PerWorker {
  installation: Installation;
}

export const test = base.extend<PerTest, PerWorker>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures needed from this pattern
    async ({}, use) => {
      const installation = await Installation.start();
      await use(installation);
      await installation.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  unpackDevice: async ({ installation }, use) => {
    const devices: Device[] = [];
    await use(async (options) => {
      const device = await Device.unpack(installation, options);
      devices.push(device);
      return device;
    });
    for (const device of devices) await device.discard();
  },
});

export { expect } from '@playwright/test';
