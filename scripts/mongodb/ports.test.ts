import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { choosePort, isPortFree } from './ports.mjs';

test('the start keeps the wished port while it is free, and takes another when not', async () => {
  const wished = await choosePort(undefined);
  expect(await choosePort(wished)).toBe(wished);

  const holder = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void holder.close());
  await once(holder, 'listening');
  const { port: taken } = holder.address() as AddressInfo;
  const other = await choosePort(taken);
  expect(other).not.toBe(taken);
  expect(await isPortFree(other)).toBe(true);
});
