import { expect, it } from 'vitest';
import { StreamedPages } from './streamed-pages.ts';

const page = (n: number) => ({ n });
const item = (n: number) => ({ seq: n, page: page(n) });

it('pages come out once, in the order in which the stream brought them', () => {
  const pages = new StreamedPages();
  expect([pages.add(item(1), false), pages.add(item(2), false)]).toEqual([true, true]);
  expect(pages.take()).toEqual([page(1), page(2)]);
  expect(pages.take()).toEqual([]);
});

it('a hint without a page, or the first item of a stream, makes a pull of all that came before', () => {
  const pages = new StreamedPages();
  pages.add(item(1), false);
  expect(pages.add({ seq: 1 }, false)).toBe(false);
  expect(pages.take()).toEqual([]);
  expect(pages.add(item(2), true)).toBe(false);
  expect(pages.take()).toEqual([]);
});

it('so many pages that a pull is quicker are dropped', () => {
  const pages = new StreamedPages();
  const added = Array.from({ length: 51 }, (_, n) => pages.add(item(n), false));
  expect(added.filter((isEnough) => !isEnough)).toHaveLength(1);
  expect(pages.take()).toEqual([]);
});

it('something that is no item also causes a pull', () => {
  const pages = new StreamedPages();
  for (const nonsense of [null, undefined, 'news', 7, { page: null }]) expect(pages.add(nonsense, false)).toBe(false);
});
