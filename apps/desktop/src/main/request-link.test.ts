import { describe, expect, it } from 'vitest';
import { OpenedLink, parseRequestLink, requestLinkIn } from './request-link.ts';

describe('a link to a request', () => {
  it.each(['marginiq://request/R-1A2B3C', 'MARGINIQ://request/r-1a2b3c/', ' marginiq://request/R-1a2B3c\n'])(
    'a link to a request is understood as people and mail programs write it: %j',
    (text) => expect(parseRequestLink(text)).toEqual({ requestCode: 'R-1A2B3C' }),
  );

  it.each([
    'marginiq://request/',
    'marginiq://request/R-1A2B3C/../../x',
    'marginiq://request/R-1A2B3C?x=1',
    'marginiq://elsewhere/R-1A2B3C',
    'https://request/R-1A2B3C',
    'marginiq://request/R-%31A2B3',
    'marginiq://request/R-1A2B3G',
    '--flag=marginiq://request/R-1A2B3C',
  ])('a link to a request is nothing else: %j', (text) => expect(parseRequestLink(text)).toBeNull());

  it('a link to a request is found among the arguments of a start', () => {
    expect(requestLinkIn(['/usr/bin/marginiq', '--flag', 'marginiq://request/R-1A2B3C'])).toEqual({
      requestCode: 'R-1A2B3C',
    });
    expect(requestLinkIn(['/usr/bin/marginiq'])).toBeNull();
  });

  it('a link waits for a window and is taken once', () => {
    let told = 0;
    const opened = new OpenedLink(() => {
      told += 1;
    });
    opened.open({ requestCode: 'R-000001' });
    opened.open({ requestCode: 'R-000002' });
    expect(told).toBe(2);
    expect(opened.take()).toEqual({ requestCode: 'R-000002' });
    expect(opened.take()).toBeNull();
  });
});
