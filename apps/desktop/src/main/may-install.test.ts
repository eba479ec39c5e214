import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayInstall } from './may-install.ts';

describe('an update', () => {
  it('an update is installed once it is ready and nothing waits to be sent', () => {
    expect(mayInstall({ isReady: true, unsent: 0, isSystemEnding: false })).toBe('yes');
  });

  it('an update waits for unsent work, for its download, and for the next end when the computer is being shut down', () => {
    expect(mayInstall({ isReady: true, unsent: 1, isSystemEnding: false })).toBe('unsentWork');
    expect(mayInstall({ isReady: false, unsent: 0, isSystemEnding: false })).toBe('notReady');
    expect(mayInstall({ isReady: true, unsent: 0, isSystemEnding: true })).toBe('systemEnding');
  });

  it('an update is never installed over work that is unsent, or may be, whatever else is so', () => {
    const unsentOrUnknown = fc.option(fc.integer({ min: 1 }), { nil: null });
    fc.assert(
      fc.property(fc.boolean(), unsentOrUnknown, fc.boolean(), (isReady, unsent, isSystemEnding) => {
        expect(mayInstall({ isReady, unsent, isSystemEnding })).not.toBe('yes');
      }),
    );
  });
});
