import { aProduct } from '@marginiq/domain/testing/fixtures';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { toStored } from '../tenancy/documents.ts';
import type { Written } from '../tenancy/synced.ts';
import { CompanyNews, type News } from './company-news.ts';

const written = (seq: number): Written => ({ name: 'products', document: { ...toStored(aProduct(1)), seq } });
const positions = ({ written: found }: News) => found?.map(({ document }) => document.seq) ?? null;

function world() {
  const reads: [number, number][] = [];
  const news = new CompanyNews(async (after, upTo) => {
    reads.push([after, upTo]);
    return Array.from({ length: upTo - after }, (_, index) => written(after + index + 1));
  });
  const heard: News[] = [];
  news.listeners.add((one) => heard.push(one));
  return { news, heard, reads };
}

describe('a company’s news', () => {
  test('carry what a commit of this process wrote, without reading it', () => {
    const { news, heard, reads } = world();
    news.committed({ after: 4, seq: 5, written: [written(5)] });
    news.committed({ after: 5, seq: 6, written: [written(6)] });
    expect(heard.map(positions)).toEqual([[5], [6]]);
    expect(reads).toEqual([]);
  });

  test('what another process wrote is read once for all streams', async () => {
    const { news, heard, reads } = world();
    news.listeners.add(() => undefined);
    news.committed({ after: 4, seq: 5, written: [written(5)] });
    news.reached(7);
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    expect(heard.at(-1)).toMatchObject({ after: 5, seq: 7 });
    expect(positions(heard[1] as News)).toEqual([6, 7]);
    expect(reads).toEqual([[5, 7]]);
  });

  test('positions begin again where a restored backup left off', () => {
    const { news, heard } = world();
    news.committed({ after: 99, seq: 100, written: [written(100)] });
    news.restarted();
    news.committed({ after: 40, seq: 41, written: [written(41)] });
    expect(heard.map(({ seq }) => seq)).toEqual([100, null, 41]);
  });

  test('a company’s news tell nothing of the time before a restored backup, also where it was being read', async () => {
    const { news, heard } = world();
    news.committed({ after: 99, seq: 100, written: [written(100)] });
    news.reached(105);
    news.restarted();
    news.committed({ after: 40, seq: 41, written: [written(41)] });
    await vi.waitFor(() => expect(heard.at(-1)?.seq).toBe(41));
    expect(heard.map(({ seq }) => seq)).toEqual([100, null, 41]);
  });

  test('a company’s news are bare where they are large', () => {
    const { news, heard } = world();
    const many = Array.from({ length: 50 }, (_, index) => written(index + 1));
    news.committed({ after: 0, seq: 50, written: many });
    expect(heard).toEqual([{ after: 0, seq: 50, written: null }]);
  });

  test('follow each other without a gap, in whatever order they are heard of', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ own: fc.boolean(), rows: fc.integer({ min: 1, max: 3 }) })),
        async (commits) => {
          const { news, heard } = world();
          let seq = 10;
          news.committed({ after: 9, seq, written: [written(10)] });
          for (const { own, rows } of commits) {
            const after = seq;
            seq += rows;
            const rowsOf = Array.from({ length: rows }, (_, index) => written(after + index + 1));
            if (own) news.committed({ after, seq, written: rowsOf });
            else news.reached(seq);
            if (rows === 2) await Promise.resolve();
          }
          await vi.waitFor(() => expect(heard.at(-1)?.seq).toBe(seq));
          expect(heard.slice(1).map(({ after }) => after)).toEqual(heard.slice(0, -1).map((one) => one.seq));
          const all = heard.flatMap(
            (one) => positions(one) ?? Array.from({ length: (one.seq ?? 0) - one.after }, (_, i) => one.after + i + 1),
          );
          expect(all).toEqual(Array.from({ length: seq - 9 }, (_, index) => index + 10));
        },
      ),
      { numRuns: 50 },
    );
  });
});
