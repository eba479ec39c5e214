import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import type { Database } from '../tenancy/database.ts';
import { FakeChangeStream } from '../testing/fake-change-stream.ts';
import { ChangeFeed } from './change-feed.ts';

function makeFeed({ failingToOpen = 0 } = {}) {
  const streams: FakeChangeStream[] = [];
  let failures = failingToOpen;
  const watchCounters = (resumeAfter: unknown) => {
    failures -= 1;
    if (failures >= 0) throw new Error('no stream can be opened');
    const stream = new FakeChangeStream(resumeAfter);
    streams.push(stream);
    return stream;
  };
  /** Begins with an open stream. */
  const start = async () => {
    const started = feed.start();
    streams.at(-1)?.open();
    await started;
  };
  // Another process's commits are read from here: what they wrote is not what these tests are about.
  const findTogether = async (_first: unknown, others: unknown[]) => [[], ...others.map(() => [])];
  const store = { collection: () => ({ findTogether }), asOfNow: (work: (asOf: unknown) => unknown) => work(store) };
  const tenant = () => store;
  const feed = new ChangeFeed({ watchCounters, tenant } as unknown as Database, pino({ level: 'silent' }));
  const newest = () => {
    const stream = streams.at(-1);
    if (stream === undefined) throw new Error('no stream was opened');
    return stream;
  };
  return { feed, start, streams, newest };
}

const update = (companyId: string, seq: number, token: string) => ({
  _id: token,
  operationType: 'update',
  documentKey: { _id: `${companyId}:${companyId}` },
  updateDescription: { updatedFields: { seq } },
});

const commitTo = (seq: number) => ({ after: seq - 1, seq, written: [] });

describe('the change feed', () => {
  test('the change feed tells each company of its own positions, and of each only once', async () => {
    const { feed, start, newest } = makeFeed();
    const heard: [string, number | null][] = [];
    await start();
    feed.listen('a', ({ seq }) => heard.push(['a', seq]));
    feed.listen('b', ({ seq }) => heard.push(['b', seq]));
    feed.announce('a', commitTo(7));
    newest().emit(update('a', 7, 't1'));
    newest().emit(update('b', 3, 't2'));
    newest().emit(update('a', 6, 't3'));
    newest().emit(update('a', 8, 't4'));
    await vi.waitFor(() => expect(heard).toHaveLength(3));
    expect(heard.filter(([company]) => company === 'a')).toEqual([
      ['a', 7],
      ['a', 8],
    ]);
    expect(heard).toContainEqual(['b', 3]);
    await feed.stop();
  });

  test('the change feed tells nobody who has stopped listening', async () => {
    const { feed } = makeFeed();
    const heard: (number | null)[] = [];
    const stop = feed.listen('a', ({ seq }) => heard.push(seq));
    feed.announce('a', commitTo(1));
    stop();
    feed.announce('a', commitTo(2));
    expect(heard).toEqual([1]);
    // Whoever comes next hears of the same position.
    feed.listen('a', ({ seq }) => heard.push(seq));
    feed.announce('a', commitTo(2));
    expect(heard).toEqual([1, 2]);
  });

  test('a change feed that breaks resumes where it was, and everybody is asked to pull', async () => {
    const { feed, start, streams, newest } = makeFeed();
    const heard: (number | null)[] = [];
    await start();
    feed.listen('a', ({ seq }) => heard.push(seq));
    newest().emit(update('a', 1, 't1'));
    await vi.waitFor(() => expect(heard).toEqual([1]));
    newest().break();
    await vi.waitFor(() => expect(streams).toHaveLength(2), 5_000);
    expect(newest().resumeAfter).toBe('t1');
    // Not before it is open: a commit in between would be announced to nobody, and their pull would not contain it.
    expect(heard).toEqual([1]);
    newest().open();
    expect(heard).toEqual([1, null]);
    await feed.stop();
  });

  test('a change feed that breaks again immediately gives up its place, which may be gone', async () => {
    const { feed, start, streams, newest } = makeFeed();
    const heard: (number | null)[] = [];
    await start();
    feed.listen('a', ({ seq }) => heard.push(seq));
    newest().emit(update('a', 1, 't1'));
    await vi.waitFor(() => expect(heard).toEqual([1]));
    for (const count of [2, 3]) {
      newest().break();
      await vi.waitFor(() => expect(streams).toHaveLength(count), 5_000);
    }
    expect(streams.map(({ resumeAfter }) => resumeAfter)).toEqual([undefined, 't1', undefined]);
    newest().open();
    expect(heard).toEqual([1, null]);
    await feed.stop();
  });

  test.each(['fails', 'hangs'] as const)('a change feed whose closing %s is replaced like any other', async (how) => {
    const { feed, start, streams, newest } = makeFeed();
    const heard: (number | null)[] = [];
    await start();
    feed.listen('a', ({ seq }) => heard.push(seq));
    newest().breakForGood(how);
    await vi.waitFor(() => expect(streams).toHaveLength(2), 5_000);
    newest().emit(update('a', 1, 't1'));
    await vi.waitFor(() => expect(heard).toEqual([null, 1]));
    await feed.stop();
  });

  test('a change feed that cannot be opened is retried', async () => {
    const { feed, start, streams, newest } = makeFeed({ failingToOpen: 1 });
    const heard: (number | null)[] = [];
    await start();
    feed.listen('a', ({ seq }) => heard.push(seq));
    await vi.waitFor(() => expect(streams).toHaveLength(1), 5_000);
    newest().emit(update('a', 1, 't1'));
    await vi.waitFor(() => expect(heard).toEqual([null, 1]));
    await feed.stop();
  });

  test('a change feed that ends without an error is reopened after a pause, and everybody is asked to pull', async () => {
    const { feed, start, streams, newest } = makeFeed();
    const heard: (number | null)[] = [];
    await start();
    feed.listen('a', ({ seq }) => heard.push(seq));
    newest().end();
    await vi.waitFor(() => expect(streams.length).toBeGreaterThan(1), 5_000);
    expect(newest().resumeAfter).toBeUndefined();
    newest().open();
    expect(heard).toEqual([null]);
    await feed.stop();
  });

  test('the change feed stops at once, also while it waits to open again', async () => {
    const { feed, start, newest } = makeFeed();
    await start();
    newest().break();
    // Lets it come to its wait, which takes half a second.
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    const before = performance.now();
    await feed.stop();
    expect(performance.now() - before).toBeLessThan(300);
  });
});
