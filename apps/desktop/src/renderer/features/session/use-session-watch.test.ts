import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { aProfile } from '../../../bridge/testing/a-profile.ts';
import { foundBy, stoppedBy } from './use-session-watch.ts';

const profile = aProfile();
const window = { profile };
const OTHERS = [
  ['another person', { ...profile, userId: v7() }],
  ['the person of another company', { ...profile, companyId: v7() }],
  ['the same person as another device', { ...profile, deviceId: v7() }],
] as const;

describe('a window', () => {
  it.each(OTHERS)('a window stops when %s has signed in, and not when they sign out', (_, other) => {
    expect(stoppedBy({ kind: 'signedIn', profile: other }, window)).toBe('otherPerson');
    expect(stoppedBy({ kind: 'signedOut', identity: other }, window)).toBeNull();
    expect(foundBy({ profile: other }, window)).toBe('otherPerson');
    expect(foundBy({ locked: true, profile: other }, window)).toBe('otherPerson');
  });

  it('the watch stops when its person has signed out, and continues when they have signed in again', () => {
    expect(stoppedBy({ kind: 'signedOut', identity: profile }, window)).toBe('signedOut');
    expect(stoppedBy({ kind: 'signedIn', profile }, window)).toBeNull();
  });

  it('a window is covered once its session is over, or locked by a passphrase, and not because the host does not answer', () => {
    expect(foundBy(null, window)).toBe('ended');
    expect(foundBy({ locked: true, profile }, window)).toBe('locked');
    expect(foundBy({ profile }, window)).toBeNull();
    expect(foundBy(undefined, window)).toBeNull();
  });
});
