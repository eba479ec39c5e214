import { MongoNetworkError, MongoServerError, MongoWriteConcernError } from 'mongodb';
import { expect, test } from 'vitest';
import { isUnavailable } from './mongo-errors.ts';

const answer = (code: number) => new MongoServerError({ ok: 0, code, message: `code ${code}` });

test.each([
  ['ShutdownInProgress', 91],
  ['InterruptedAtShutdown', 11_600],
  ['InterruptedDueToReplStateChange', 11_602],
  ['NotWritablePrimary', 10_107],
  ['NotPrimaryNoSecondaryOk', 13_435],
  ['NotPrimaryOrSecondary', 13_436],
  ['PrimarySteppedDown', 189],
  ['LegacyNotPrimary', 10_058],
  ['HostUnreachable', 6],
  ['HostNotFound', 7],
  ['NetworkTimeout', 89],
  ['SocketException', 9_001],
  ['FailedToSatisfyReadPreference', 133],
])('an answer of %s (%i) means that MongoDB is unavailable', (_name, code) => {
  expect(isUnavailable(answer(code))).toBe(true);
});

test('a connection that breaks means that MongoDB is unavailable', () => {
  expect(isUnavailable(new MongoNetworkError('closed'))).toBe(true);
});

test('a write whose acknowledgement is interrupted by a shutdown means that MongoDB is unavailable', () => {
  const writeConcernError = { code: 91, errmsg: 'shutting down' };
  expect(isUnavailable(new MongoWriteConcernError({ ok: 1, writeConcernError } as never))).toBe(true);
});

test.each([
  ['a duplicate key', answer(11_000)],
  ['a snapshot that is gone', answer(239)],
  ['a command that took too long', answer(50)],
  ['a bug', Object.assign(new Error('a bug'), { code: 91 })],
])('%s does not mean that MongoDB is unavailable', (_what, error) => {
  expect(isUnavailable(error)).toBe(false);
});
