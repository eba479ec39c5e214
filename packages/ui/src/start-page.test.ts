import { describe, expect, it } from 'vitest';
import { startPagePlugin } from './start-page.ts';

const HTML = '<head><!-- start page: style --></head><body><!-- start page --></body>';

describe('what is seen until the program runs', () => {
  const html = startPagePlugin({ name: 'A & B', address: './' }).transformIndexHtml(HTML);

  it('what is seen until the program runs names the program and opens it again, also without JavaScript', () => {
    expect(html.match(/<a href="\.\/">Open A &#38; B again<\/a>/g)).toHaveLength(2);
    expect(html).toContain('A &#38; B has not started yet');
    expect(html).toMatch(/<noscript>[\s\S]*A &#38; B needs JavaScript/);
  });

  it('a start page is marked as not started, so that a fault in starting replaces it', () => {
    expect(html).toContain('<div id="root">');
    expect(html).toContain('data-starting');
  });

  it('what is seen until the program runs cannot be left out of a page by mistake', () => {
    expect(() => startPagePlugin({ name: 'A', address: './' }).transformIndexHtml('<body></body>')).toThrow(
      'start page',
    );
  });
});
