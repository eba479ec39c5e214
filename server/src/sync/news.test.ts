import type { StreamItem } from '@marginiq/contract/stream';
import { aCustomer, aProduct } from '@marginiq/domain/testing/fixtures';
import { describe, expect, test, vi } from 'vitest';
import type { Session } from '../auth/authority.ts';
import { toStored } from '../tenancy/documents.ts';
import type { Written } from '../tenancy/synced.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { News, NewsListener } from './company-news.ts';
import { newsOf } from './news.ts';

/** A feed, a store and an authority in the hands of the test. */
function world(start: number) {
  const position = { seq: start, reads: 0 };
  let listener: NewsListener | null = null;
  const feed = {
    listen: (_companyId: string, given: NewsListener) => {
      listener = given;
      return () => {
        listener = null;
      };
    },
  } as unknown as ChangeFeed;
  const findById = async () => {
    position.reads += 1;
    return { seq: position.seq, epoch: 'e' };
  };
  const asOfNow = (work: (asOf: unknown) => unknown) => work(store);
  const store = { companyId: 'a', collection: () => ({ findById }), asOfNow };
  const actor = { userId: 'me', name: 'Me', role: 'salesperson', teamId: 'north' };
  const session = { store, actor } as unknown as Session;
  const asManager = { ...session, actor: { ...actor, role: 'manager' } } as Session;
  let allowed = true;
  let promotedAt = Number.POSITIVE_INFINITY;
  const reload = async () => {
    if (!allowed) return null;
    return position.seq < promotedAt ? session : asManager;
  };
  const signal = new AbortController();
  return {
    position,
    signal,
    news: newsOf(feed, { session, reload }, signal.signal),
    tell: (news: Partial<News>) => listener?.({ after: 0, seq: null, written: null, ...news }),
    take: () => {
      allowed = false;
    },
    promoteAt: (seq: number) => {
      promotedAt = seq;
    },
    listens: () => listener !== null,
  };
}

const product = (seq: number): Written => ({
  name: 'products',
  document: { ...toStored(aProduct(1)), seq },
});
const user = (id: string, seq: number) => ({ name: 'users', document: { _id: id, seq } }) as unknown as Written;
const value = ({ value: item }: { value?: StreamItem | undefined }) => item;

describe('news', () => {
  test('news begins with the current position, and then gives each newer one with what was written', async () => {
    const { news, tell } = world(5);
    expect(value(await news.next())).toEqual({ seq: 5, page: null });
    const next = news.next();
    tell({ after: 5, seq: 6, written: [product(6)] });
    const item = value(await next);
    expect(item).toMatchObject({ seq: 6, page: { after: 5, seq: 6 } });
    expect(item?.page?.changes.products.upserts).toMatchObject([{ seq: 6 }]);
    await news.return(undefined);
  });

  test('news that nobody takes is folded into the newest', async () => {
    const { news, position, tell } = world(5);
    await news.next();
    position.seq = 100;
    for (let seq = 6; seq <= 100; seq += 1) tell({ after: seq - 1, seq, written: [product(seq)] });
    const seqs: number[] = [];
    while (seqs.at(-1) !== 100) seqs.push(value(await news.next())?.seq ?? 0);
    expect(seqs.length).toBeLessThan(25);
    await news.return(undefined);
  });

  test('news with a gap is read from the database', async () => {
    const { news, position, tell } = world(5);
    await news.next();
    position.seq = 42;
    tell({ seq: null });
    expect(value(await news.next())).toEqual({ seq: 42, page: null });
    expect(position.reads).toBe(2);
    await news.return(undefined);
  });

  test('end for somebody whose authority ended, before anything more is said', async () => {
    const { news, tell, take, listens } = world(5);
    await news.next();
    take();
    tell({ after: 5, seq: 7, written: [user('me', 6), product(7)] });
    expect((await news.next()).done).toBe(true);
    expect(listens()).toBe(false);
  });

  test('look at the authority again only when something may have touched it', async () => {
    const { news, position, tell } = world(5);
    await news.next();
    tell({ after: 5, seq: 6, written: [product(6)] });
    await news.next();
    expect(position.reads).toBe(1);
    position.seq = 7;
    tell({ after: 6, seq: 7, written: [user('me', 7)] } as never);
    await news.next().catch(() => undefined);
    expect(position.reads).toBe(2);
  });

  test('news is sent under an authority that is no older than the news, however late the database shows it', async () => {
    const { news, position, tell, promoteAt } = world(5);
    await news.next();
    promoteAt(6);
    const next = news.next();
    const customer = { ...toStored(aCustomer({ ownerId: 'a colleague', teamId: 'north' })), seq: 7 };
    tell({ after: 5, seq: 7, written: [user('me', 6), { name: 'customers', document: customer }] });
    // A newly elected primary: it shows an earlier state.
    await vi.waitFor(() => expect(position.reads).toBeGreaterThan(2));
    position.seq = 7;
    expect(value(await next)?.page?.changes.customers.upserts).toHaveLength(1);
    await news.return(undefined);
  });

  test('news never relies on an authority older than the unannounced commits before the first item', async () => {
    const { news, position, tell, promoteAt } = world(5);
    await news.next();
    // Before anybody listened; a primary that was just elected did not show it yet.
    promoteAt(6);
    position.seq = 7;
    const customer = { ...toStored(aCustomer({ ownerId: 'a colleague', teamId: 'north' })), seq: 7 };
    tell({ after: 6, seq: 7, written: [{ name: 'customers', document: customer }] });
    expect(value(await news.next())?.page?.changes.customers.upserts).toHaveLength(1);
    // From there on nothing is missing between the news.
    tell({ after: 7, seq: 8, written: [product(8)] });
    await news.next();
    expect(position.reads).toBe(2);
    await news.return(undefined);
  });

  test.each(['while they wait', 'while an item is out', 'before they begin'])('end by the signal, %s', async (when) => {
    const { news, signal, listens } = world(5);
    if (when !== 'before they begin') await news.next();
    const waiting = when === 'while they wait' ? news.next() : null;
    signal.abort();
    expect((await (waiting ?? news.next())).done).toBe(true);
    expect(listens()).toBe(false);
  });
});
