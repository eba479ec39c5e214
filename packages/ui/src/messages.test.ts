import { expect, it } from 'vitest';
import en from './messages/en.json' with { type: 'json' };
import { listText, type MessageKey, t, textForCode } from './messages.ts';

it('a text is found by its code, and an unknown code has none', () => {
  const key: MessageKey = 'status.approved';
  expect(t(key)).toBe('Approved');
  expect(textForCode('status', 'approved')).toBe('Approved');
  expect(textForCode('status', 'fromTheFuture')).toBeNull();
});

it('several things are joined as the language joins them', () => {
  expect(listText(['the rules'])).toBe('the rules');
  expect(listText(['the rules', 'a price', 'the customer'])).toBe('the rules, a price, and the customer');
});

it('no text promises what is not there: recommendations, or "up to date" but in one place', () => {
  const texts = JSON.stringify(en);
  expect(texts).not.toMatch(/recommend/i);
  expect(texts.match(/"[^"]*up to date[^"]*"(?=[,}])/gi)).toEqual([`"${t('sync.upToDate')}"`]);
});
