import { expect, test } from 'vitest';
import { placeOf } from './client-address.ts';

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['fe80::1', 'fe80:0:0:0::/64'],
])('the caller at %s is known as %s', (ip, place) => {
  expect(placeOf(ip)).toBe(place);
});

test.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('%s tells nobody from anybody else', (ip) => {
  expect(placeOf(ip)).toBeNull();
});
