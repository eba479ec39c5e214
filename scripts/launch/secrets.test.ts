import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sessionSecret } from './secrets.mjs';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'mq-secrets-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('a secret is made once, kept, and readable by its owner only', () => {
  const secret = sessionSecret(dataDir);
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect(sessionSecret(dataDir)).toBe(secret);
  expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
});

test('a damaged file is not silently replaced: that would log everybody out', () => {
  writeFileSync(join(dataDir, 'secrets.json'), '{"jwtSecret":"short"}');
  expect(() => sessionSecret(dataDir)).toThrow(/secrets\.json is damaged/);
});
