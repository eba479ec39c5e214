import { TRPCClientError } from '@trpc/client';
import { expect, it } from 'vitest';
import { failureWords } from './failure-words.ts';

const failure = (code: string) =>
  TRPCClientError.from({
    error: { message: 'stack at line 7', code: -32603, data: { code, httpStatus: 500, requestId: '0193-a1' } },
  } as never);

it('what nobody expected names the id under which the server’s log has it', () => {
  expect(failureWords(failure('INTERNAL_SERVER_ERROR'))).toMatch(/^Something went wrong.* Reference: 0193-a1$/);
  expect(failureWords(failure('A_CODE_OF_A_NEWER_SERVER'))).toMatch(/ Reference: 0193-a1$/);
});

it('what a person can act on is said without a reference', () => {
  for (const code of ['UNAUTHORIZED', 'SERVICE_UNAVAILABLE']) {
    expect(failureWords(failure(code))).not.toContain('0193-a1');
  }
  expect(failureWords(new Error('no network'))).not.toContain('Reference');
});

it('maintenance is reported with its duration, if that is known', () => {
  const words = (waitSeconds?: number) =>
    failureWords(
      TRPCClientError.from({
        error: {
          message: 'for the log',
          code: -32603,
          data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503, steer: 'maintenance', waitSeconds },
        },
      } as never),
    );
  expect(words(601)).toBe('The server is under maintenance. It should be back in 11 minutes.');
  expect(words()).toBe('The server is under maintenance. Please try again later.');
});
