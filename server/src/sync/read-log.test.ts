import { aProduct } from '@marginiq/domain/testing/fixtures';
import { describe, expect, test } from 'vitest';
import type { ChangeRecord, Touched } from '../tenancy/change-log.ts';
import { toStored } from '../tenancy/documents.ts';
import type { GatheredReads } from '../tenancy/gathered-reads.ts';
import { readLogged } from './read-log.ts';

const range = { after: 10, upTo: 13, epoch: 'now', most: 2 };
const seen: Touched = { name: 'customers', id: 'own', seq: 11, audience: ['role:admin', 'person:anna'] };
const unseen: Touched = { name: 'customers', id: 'other', seq: 12, audience: ['role:admin', 'person:bert'] };
const forAll: Touched = { name: 'products', id: 'all', seq: 13 };

/** Reads that find every document where the log has it, and record which ones were requested. */
async function logged(touched: Touched[], most = range.most) {
  const asked: string[] = [];
  const byIds = async (_: string, ids: Iterable<string>) => {
    asked.push(...ids);
    const found = touched.map(({ id, seq }) => [id, { ...toStored(aProduct(1)), _id: id, seq }] as const);
    return new Map(found);
  };
  const rows: ChangeRecord[] = [{ _id: '13', companyId: 'c', epoch: 'now', after: 10, seq: 13, touched }];
  const reads = { byIds } as unknown as GatheredReads;
  const written = await readLogged(reads, { rows, principals: ['person:anna'] }, { ...range, most });
  return { asked, ids: written?.map(({ document }) => document._id) ?? null };
}

describe('what the log tells a person', () => {
  test('the log is read only for what concerns the person, and for what everybody sees', async () => {
    expect(await logged([seen, unseen, forAll])).toEqual({ asked: ['own', 'all'], ids: ['own', 'all'] });
  });

  test('a range with more than the requested number is left to the collections, unread', async () => {
    expect(await logged([seen, unseen, forAll], 1)).toEqual({ asked: [], ids: null });
  });
});
