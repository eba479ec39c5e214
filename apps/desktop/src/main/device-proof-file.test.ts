import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DeviceProofFile } from './device-proof-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginiq-proofs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const aFile = () => {
  files += 1;
  return join(folder, `devices-${files}.json`);
};

test('a proof is there after a restart, for its own device', () => {
  const file = aFile();
  new DeviceProofFile(file).keep('one', 'a proof');
  expect(new DeviceProofFile(file).read('one')).toBe('a proof');
  expect(new DeviceProofFile(file).read('two')).toBeNull();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('the twenty who signed in last are kept', () => {
  const proofs = new DeviceProofFile(aFile());
  for (let index = 0; index < 20; index += 1) proofs.keep(`device ${index}`, `proof ${index}`);
  proofs.keep('device 0', 'again');
  proofs.keep('one more', 'proof');
  expect(proofs.read('device 0')).toBe('again');
  expect(proofs.read('device 1')).toBeNull();
  expect(proofs.read('device 2')).toBe('proof 2');
});

test('a file that is damaged, or cannot be written, is as good as none', () => {
  const file = aFile();
  writeFileSync(file, '{"one": 7');
  const proofs = new DeviceProofFile(file);
  expect(proofs.read('one')).toBeNull();
  proofs.keep('one', 'a proof');
  expect(proofs.read('one')).toBe('a proof');
  const nowhere = new DeviceProofFile(join(folder, 'no-such-folder', 'file.json'));
  nowhere.keep('one', 'a proof');
  expect(nowhere.read('one')).toBeNull();
});
