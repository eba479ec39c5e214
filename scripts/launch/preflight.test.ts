import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { requireDataFolder, requireFreePort } from './preflight.mjs';

async function serverAnswering(body: string) {
  const server = createServer((_request, response) => response.end(body)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, host: '127.0.0.1', url: `http://127.0.0.1:${port}` };
}

test('a port taken by another program', async () => {
  const address = await serverAnswering('<html>');
  await expect(requireFreePort(address)).rejects.toThrow(
    `Port ${address.port} is taken by another program. Stop that one, or take another port: MARGINIQ_PORT=4410 npm start`,
  );
});

test('a port taken by another MarginIQ', async () => {
  const address = await serverAnswering('{"product":"MarginIQ","status":"ok"}');
  await expect(requireFreePort(address)).rejects.toThrow(`by a MarginIQ that is already running at ${address.url}`);
});

test('an address that this machine does not have', async () => {
  const address = { port: 4400, host: '203.0.113.7', url: 'http://203.0.113.7:4400' };
  await expect(requireFreePort(address)).rejects.toThrow(/cannot listen on 203\.0\.113\.7 .*MARGINIQ_HOST/);
});

test('a data folder that cannot be made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mq-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'file'), '');
  expect(() => requireDataFolder(join(folder, 'file', 'data'))).toThrow(
    /cannot be written \(ENOTDIR\)\. Set MARGINIQ_DATA/,
  );
});

test('a usable data folder is made and left clean', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mq-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  requireDataFolder(join(folder, 'a', 'b'));
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual([]);
});
