import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { reachedAt } from './reached-at.mjs';

const dataDir = mkdtempSync(join(tmpdir(), 'marginiq-reached-'));
afterAll(() => rmSync(dataDir, { recursive: true }));
writeFileSync(join(dataDir, 'address.json'), '{"url":"http://127.0.0.1:4410"}\n');

test.each([
  [{ MARGINIQ_DATA: dataDir }, 'http://127.0.0.1:4410'],
  [{ MARGINIQ_DATA: join(dataDir, 'none'), MARGINIQ_PORT: '4420' }, 'http://127.0.0.1:4420'],
  [{ MARGINIQ_DATA: dataDir, MONGODB_URI: 'mongodb://db.example/', MARGINIQ_PORT: '4420' }, 'http://127.0.0.1:4420'],
  [{ MARGINIQ_DATA: dataDir, MARGINIQ_ADDRESS: ' https://marginiq.example ' }, 'https://marginiq.example'],
])('with %j the server is reached at %s', (env, address) => {
  expect(reachedAt(env)).toBe(address);
});
