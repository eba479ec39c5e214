import { expect, it } from 'vitest';
import { faultText } from './fault-text.ts';

it('a revoked sign-in tells how many unsent actions were removed with the data, or that nobody knows', () => {
  const revoked = { ok: false, fault: 'revoked', message: '' } as const;
  expect(faultText({ ...revoked, removedUnsent: 2 })).toContain('2 unsent actions were removed');
  expect(faultText({ ...revoked, removedUnsent: 0 })).toContain('Everything you submitted had been sent.');
  expect(faultText({ ...revoked, removedUnsent: null })).toContain('may have been removed');
  expect(faultText(revoked)).not.toContain('removed');
});

it('a lockout tells how long it lasts, and no instant of the server', () => {
  const locked = { ok: false, fault: 'locked', message: 'locked until 2026-11-25T10:14:00.000Z' } as const;
  expect(faultText({ ...locked, waitSeconds: 840 })).toBe('Too many wrong passwords. Try again in 14 minutes.');
  expect(faultText({ ...locked, waitSeconds: 30 })).toContain('in 1 minute.');
  expect(faultText(locked)).toBe('Too many wrong passwords. Please try again later.');
});

it('a failure that nobody expected names the id under which the server’s log has it', () => {
  const failed = { ok: false, fault: 'failed', message: 'stack at line 7' } as const;
  expect(faultText({ ...failed, reference: '0193-a1' })).toBe(
    'Signing in failed. Please try again. Reference: 0193-a1',
  );
  expect(faultText(failed)).not.toContain('Reference');
});
