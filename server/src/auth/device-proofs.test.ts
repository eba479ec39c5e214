import { expect, test } from 'vitest';
import { DeviceProofs } from './device-proofs.ts';
import { KeyRing } from './key-ring.ts';

const proofs = new DeviceProofs(new KeyRing(['a secret of the server, long enough']));
const anna = { companyId: 'company', userId: 'anna' };

test('a proof identifies the person to whom it was issued', () => {
  expect(proofs.idOf(proofs.issue(anna, 'one'), anna)).toBe('one');
});

test.each([
  ['another person of the company', { ...anna, userId: 'bert' }],
  ['the same id in another company', { ...anna, companyId: 'other' }],
  ['nobody', { companyId: 'nobody', userId: 'nobody' }],
])('it proves nothing about %s', (_whose, person) => {
  expect(proofs.idOf(proofs.issue(anna, 'one'), person)).toBeNull();
});

test.each(['', '.', 'one', 'one.', '.x', 'one.forged', 'a'.repeat(10_000)])('%s was never issued', (text) => {
  expect(proofs.idOf(text, anna)).toBeNull();
});

test('a proof is good for its own id and under its own secret alone', () => {
  const proof = proofs.issue(anna, 'one');
  expect(proofs.idOf(proof.replace('one', 'two'), anna)).toBeNull();
  expect(new DeviceProofs(new KeyRing(['the secret of another server, as long'])).idOf(proof, anna)).toBeNull();
});

test('a proof tells nobody whose it is', () => {
  expect(proofs.issue(anna, 'one')).not.toMatch(/anna|company/);
});

test('a proof is known by every secret that is still there', () => {
  const [former, newer] = ['the former secret of this server', 'the newer secret of this server'];
  const proof = new DeviceProofs(new KeyRing([former])).issue(anna, 'one');
  expect(new DeviceProofs(new KeyRing([newer, former])).idOf(proof, anna)).toBe('one');
  expect(new DeviceProofs(new KeyRing([newer])).idOf(proof, anna)).toBeNull();
});
