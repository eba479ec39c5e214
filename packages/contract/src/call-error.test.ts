import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CALL_ERRORS, type CallError, callErrorIn } from './call-error.ts';

const PAGE = new URL('../../../docs/operators/errors.md', import.meta.url);

test('the page for operators lists every error with its cause and what to do, as the table has it', () => {
  const rows = readFileSync(PAGE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows).toEqual(
    Object.entries(CALL_ERRORS).map(
      ([code, { transport, cause, remedy }]) => `| \`${code}\` | ${transport} | ${cause} | ${remedy} |`,
    ),
  );
});

/** As servers of the release before codes said it. */
const FORMER: readonly [object, CallError][] = [
  [{ refusal: 'ended' }, { code: 'sessionEnded' }],
  [{ refusal: 'deviceRevoked' }, { code: 'deviceRevoked' }],
  [{ steer: 'busy' }, { code: 'busy' }],
  [
    { steer: 'moved', moveWithinMs: 1_500 },
    { code: 'moved', moveWithinMs: 1_500 },
  ],
  [
    { steer: 'maintenance', waitSeconds: 60 },
    { code: 'maintenance', waitSeconds: 60 },
  ],
  [{ steer: 'maintenance' }, { code: 'maintenance' }],
  [
    { until: '2026-12-01T00:00:00.000Z', waitSeconds: 9 },
    { code: 'signInLocked', until: '2026-12-01T00:00:00.000Z', waitSeconds: 9 },
  ],
  [{ problem: 'short' }, { code: 'passwordRefused', problem: 'short' } as unknown as CallError],
  [{ action: { code: 'lastAdmin' } }, { code: 'actionRefused', action: { code: 'lastAdmin' } }],
];

test.each(FORMER)('what a server without codes says by %j is understood', (data, error) => {
  expect(callErrorIn({ code: 'SOMETHING', ...data } as object)).toEqual(error);
});

test('a server’s code goes before the fields for former programs, and a code of a later server gives way to them', () => {
  expect(callErrorIn({ error: { code: 'personInactive' }, refusal: 'ended' })).toEqual({ code: 'personInactive' });
  expect(callErrorIn({ error: { code: 'postponed' }, steer: 'busy' })).toEqual({ code: 'busy' });
  expect(callErrorIn({ error: { code: 'postponed' } })).toBeNull();
  expect(callErrorIn({ error: { code: 'toString' } })).toBeNull();
});

test('a reply that names no reason is left to its own code', () => {
  for (const data of [null, undefined, {}, { error: null }, { error: 'busy' }, { refusal: 'postponed' as never }]) {
    expect(callErrorIn(data)).toBeNull();
  }
});
