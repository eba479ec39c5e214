import { describe, expect, it } from 'vitest';
import { ourPage, pageOriginOf } from './our-page.ts';

describe('our own page', () => {
  const isOurPage = ourPage('app://marginiq');

  it.each(['app://marginiq/', 'app://marginiq/index.html', 'app://marginiq/#/requests'])(
    'our own page is %s',
    (url) => {
      expect(isOurPage(url)).toBe(true);
    },
  );

  it.each([
    '',
    'app://marginiq.example/',
    'app://marginiq@elsewhere/',
    'https://elsewhere/?app://marginiq/',
    'file:///x',
  ])('our own page is not "%s"', (url) => expect(isOurPage(url)).toBe(false));

  it('our page comes from the program itself, and from the developer’s server only during development', () => {
    const env = { ELECTRON_RENDERER_URL: 'http://localhost:5173/app/' };
    expect(pageOriginOf(false, env)).toBe('http://localhost:5173');
    expect(pageOriginOf(false, {})).toBe('app://marginiq');
    expect(pageOriginOf(true, env)).toBe('app://marginiq');
  });
});
