import { describe, expect, test } from 'vitest';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { ChangeFeed } from './change-feed.ts';
import { newsOf } from './news.ts';

/** A feed and a store in the hands of the test. */
function world(start: number) {
  const position = { seq: start, reads: 0 };
  let listener: ((seq: number | null) => void) | null = null;
  const feed = {
    listen: (_companyId: string, given: (seq: number | null) => void) => {
      listener = given;
      return () => {
        listener = null;
      };
    },
  } as unknown as ChangeFeed;
  const findById = async () => {
    position.reads += 1;
    return { seq: position.seq };
  };
  const store = { companyId: 'a', collection: () => ({ findById }) } as unknown as TenantStore;
  return { feed, store, position, tell: (seq: number | null) => listener?.(seq), listens: () => listener !== null };
}

describe('news', () => {
  test('begin with the position of now and then say each newer one', async () => {
    const { feed, store, tell } = world(5);
    const news = newsOf(feed, store, new AbortController().signal);
    expect((await news.next()).value).toEqual({ seq: 5 });
    const next = news.next();
    tell(6);
    expect((await next).value).toEqual({ seq: 6 });
    await news.return(undefined);
  });

  test('that nobody takes fold into the newest', async () => {
    const { feed, store, tell } = world(5);
    const news = newsOf(feed, store, new AbortController().signal);
    await news.next();
    for (let seq = 6; seq <= 100; seq += 1) tell(seq);
    expect((await news.next()).value).toEqual({ seq: 100 });
    const next = news.next();
    tell(101);
    expect((await next).value).toEqual({ seq: 101 });
    await news.return(undefined);
  });

  test('of which something was missed are read from the database', async () => {
    const { feed, store, position, tell } = world(5);
    const news = newsOf(feed, store, new AbortController().signal);
    await news.next();
    position.seq = 42;
    tell(null);
    expect((await news.next()).value).toEqual({ seq: 42 });
    expect(position.reads).toBe(2);
    await news.return(undefined);
  });

  test.each(['while they wait', 'while an item is out', 'before they begin'])('end by the signal, %s', async (when) => {
    const { feed, store, listens } = world(5);
    const controller = new AbortController();
    const news = newsOf(feed, store, controller.signal);
    if (when !== 'before they begin') await news.next();
    const waiting = when === 'while they wait' ? news.next() : null;
    controller.abort();
    expect((await (waiting ?? news.next())).done).toBe(true);
    expect(listens()).toBe(false);
  });
});
