import { expect, it } from 'vitest';
import { FailureError, failureDetails, toFailure } from './failure.ts';
import { textForCode } from './messages.ts';

const FRAME = { version: '0.1.0', userAgent: 'Chrome/156', now: new Date('2026-06-01T12:00:00Z') };

it('details name the versions and the places in the code, and nothing that somebody typed', () => {
  const cause = new TypeError('Cannot read "Stahlbau Hansa" of anna@nordlicht.example');
  const details = failureDetails({ code: 'crashed', cause }, FRAME);
  expect(details).toContain('MarginIQ 0.1.0 · crashed · 2026-06-01T12:00:00.000Z\nChrome/156\nTypeError: Cannot read');
  expect(details).toContain('failure.test.ts');
  expect(details).not.toMatch(/Stahlbau|anna@/);
});

it('a fault is classified by its kind', () => {
  expect(toFailure(new FailureError('insecure')).code).toBe('insecure');
  expect(toFailure(new TypeError('Failed to fetch dynamically imported module: /app/assets/x.js')).code).toBe(
    'chunkMissing',
  );
  expect(toFailure('a string').code).toBe('crashed');
});

it.each([
  'crashed',
  'insecure',
  'storageBlocked',
  'cookiesBlocked',
  'databaseMissing',
  'browserTooOld',
  'chunkMissing',
])('%s says what is wrong and what to do', (code) => {
  for (const part of ['title', 'text', 'advice']) expect(textForCode('startup', `${code}.${part}`)).not.toBeNull();
});
