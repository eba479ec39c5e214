import { expect, it } from 'vitest';
import { FailureError } from './failure.ts';
import { type CheckedHost, requireHost } from './host-check.ts';

const NEEDS = { database: true, cookies: true };

function makeHost(change: object = {}): CheckedHost {
  const host = {
    isSecureContext: true,
    localStorage: { setItem: () => undefined, removeItem: () => undefined },
    indexedDB: { open: () => undefined },
    crypto: { subtle: {} },
    navigator: { cookieEnabled: true, locks: { request: () => undefined } },
  };
  return Object.defineProperties(host, Object.getOwnPropertyDescriptors(change)) as unknown as CheckedHost;
}

function verdict(change: object, needs = NEEDS): string {
  try {
    requireHost(makeHost(change), needs);
    return 'fine';
  } catch (error) {
    return error instanceof FailureError ? error.code : String(error);
  }
}

const throwing = (name: string) => {
  throw new DOMException('no', name);
};
const noLocks = { navigator: { cookieEnabled: true } };

it.each<[string, string, object]>([
  ['fine', 'a current browser', {}],
  [
    'storageBlocked',
    'storage that throws when it is mentioned',
    {
      get localStorage() {
        return throwing('SecurityError');
      },
    },
  ],
  ['storageBlocked', 'storage that is null', { localStorage: null }],
  ['fine', 'a full storage', { localStorage: { setItem: () => throwing('QuotaExceededError') } }],
  ['cookiesBlocked', 'blocked cookies', { navigator: { cookieEnabled: false, locks: { request: () => undefined } } }],
  ['databaseMissing', 'no IndexedDB', { indexedDB: undefined }],
  [
    'databaseMissing',
    'IndexedDB that throws when it is mentioned',
    {
      get indexedDB() {
        return throwing('SecurityError');
      },
    },
  ],
  ['browserTooOld', 'no locks', noLocks],
  ['insecure', 'no locks because of plain http', { ...noLocks, isSecureContext: false }],
  ['insecure', 'no cryptography because of plain http', { crypto: {}, isSecureContext: false }],
])('the check of this machine answers %s for %s', (expected, _name, change) => {
  expect(verdict(change)).toBe(expected);
});

it('the check of this machine asks only for what the program uses', () => {
  const bare = { indexedDB: undefined, crypto: undefined, navigator: { locks: { request: () => undefined } } };
  expect(verdict(bare, { database: false, cookies: false })).toBe('fine');
});
