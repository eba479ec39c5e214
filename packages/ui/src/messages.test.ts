import { expect, it } from 'vitest';
import { type MessageKey, t, textForCode } from './messages.ts';

it('a text is found by its code, and an unknown code has none', () => {
  const key: MessageKey = 'status.approved';
  expect(t(key)).toBe('Approved');
  expect(textForCode('status', 'approved')).toBe('Approved');
  expect(textForCode('status', 'fromTheFuture')).toBeNull();
});
