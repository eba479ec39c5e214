import { describe, expect, it } from 'vitest';
import { isPasswordPage, tokenOf } from './password-link.ts';

const TOKEN = `01890a5d-ac96-774b-bcce-b302099a8057.${'A'.repeat(43)}`;

describe('the address of a one-time link', () => {
  it.each([
    ['/admin/password', true],
    ['/admin/password/', true],
    ['/admin/', false],
    ['/admin/passwords', false],
    ['/admin/people/password', false],
  ])('%s: %s', (pathname, is) => {
    expect(isPasswordPage({ pathname })).toBe(is);
  });

  it.each([
    [`#${TOKEN}`, TOKEN],
    [`#${TOKEN}.`, TOKEN],
    [`#${TOKEN})`, TOKEN],
    [`#${TOKEN.slice(0, -1)}`, null],
    ['#', null],
    ['', null],
  ])('its secret is read from %j', (hash, token) => {
    expect(tokenOf({ hash })).toBe(token);
  });
});
