import { aCustomer, aProduct } from '@marginiq/domain/testing/fixtures';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChangeRecord, changeRecord, MAX_TOUCHED, type Touched, touchedIn } from './change-log.ts';
import { type FullRevocation, toStored } from './documents.ts';
import { revocationOf } from './revocation.ts';

type Row = Omit<ChangeRecord, '_id' | 'companyId'>;

const epoch = 'now';

const touched = (id: string, seq: number): Touched => ({ name: 'products', id, seq });
/** Two commits: one of two documents, one that writes the first of them again. */
const ROWS: Row[] = [
  { epoch, after: 10, seq: 12, touched: [touched('a', 11), touched('b', 12)] },
  { epoch, after: 12, seq: 13, touched: [touched('a', 13)] },
];
const idsOf = (found: Touched[] | null) => found?.map(({ id, seq }) => `${id}@${seq}`) ?? null;

describe('the log of changes', () => {
  test('the log of changes names each document once, where it was written last', () => {
    expect(idsOf(touchedIn(ROWS, { after: 10, upTo: 13, epoch }))).toEqual(['b@12', 'a@13']);
    expect(idsOf(touchedIn(ROWS, { after: 10, upTo: 12, epoch }))).toEqual(['a@11', 'b@12']);
  });

  test('the log of changes is read from the middle of a commit, as a page may end there', () => {
    expect(idsOf(touchedIn(ROWS, { after: 11, upTo: 13, epoch }))).toEqual(['b@12', 'a@13']);
  });

  test('the log of changes names nothing where nothing was written', () => {
    expect(touchedIn([], { after: 13, upTo: 13, epoch })).toEqual([]);
    // A change in place moves the counter, and no client hears of it.
    expect(touchedIn([{ epoch, after: 13, seq: 14, touched: [] }], { after: 13, upTo: 14, epoch })).toEqual([]);
  });

  test.each<[string, readonly Row[]]>([
    ['the first row is missing', ROWS.slice(1)],
    ['the last row is missing', ROWS.slice(0, 1)],
    ['there are none', []],
    ['a row names too many to be named', [{ epoch, after: 10, seq: 12, touched: null }, ...ROWS.slice(1)]],
    ['it goes beyond what the counter says', [...ROWS.slice(0, 1), { epoch, after: 12, seq: 20, touched: [] }]],
    ['a later row begins before', [...ROWS.slice(0, 1), { epoch, after: 9, seq: 13, touched: [] }]],
    ['a row does not follow the one before it', [{ epoch, after: 9, seq: 11, touched: [] }, ...ROWS]],
  ])('the log of changes is not relied on where %s', (_, rows) => {
    expect(touchedIn(rows, { after: 10, upTo: 13, epoch })).toBeNull();
  });

  test('the log of changes leaves out rows of before a backup was put back, also where they seem to follow', () => {
    const former = { epoch: 'before', after: 10, seq: 11, touched: [touched('z', 11)] };
    expect(idsOf(touchedIn([former, ...ROWS], { after: 10, upTo: 13, epoch }))).toEqual(['b@12', 'a@13']);
    expect(touchedIn([former], { after: 10, upTo: 11, epoch })).toBeNull();
  });

  test('the log says whom each document concerns, and nothing for what everybody sees', () => {
    const before = { ownerId: 'anna', teamId: 'north' };
    const lost = revocationOf('c', 'customers', { id: '1', before, after: { ...before, ownerId: 'bert' } });
    const customer = toStored(aCustomer({ ownerId: 'anna', teamId: 'north' }));
    const product = toStored(aProduct(1));
    const { touched } = changeRecord(
      { companyId: 'c', epoch },
      {
        after: 10,
        seq: 13,
        written: [
          { name: 'customers', document: { ...customer, seq: 11 } },
          { name: 'products', document: { ...product, seq: 12 } },
          { name: 'revocations', document: { ...(lost as FullRevocation), seq: 13 } },
        ],
      },
    );
    expect(touched).toEqual([
      { name: 'customers', id: customer._id, seq: 11, audience: ['role:admin', 'person:anna', 'team:north'] },
      { name: 'products', id: product._id, seq: 12 },
      { name: 'tombstones', id: lost?._id, seq: 13, audience: ['person:anna'] },
    ]);
    // In the log under its name in MongoDB, which former releases know; read by the name that this code has.
    const read = touchedIn([{ epoch, after: 10, seq: 13, touched }], { after: 10, upTo: 13, epoch });
    expect(read?.map(({ name }) => name)).toEqual(['customers', 'products', 'revocations']);
  });

  test('the log of changes names as many documents of a commit as are news, and none of more', () => {
    const product = toStored(aProduct(1));
    const rowOf = (count: number) => {
      const written = Array.from({ length: count }, () => ({ name: 'products' as const, document: product }));
      return changeRecord({ companyId: 'c', epoch }, { after: 0, seq: count, written }).touched;
    };
    expect(rowOf(MAX_TOUCHED)).toHaveLength(MAX_TOUCHED);
    expect(rowOf(MAX_TOUCHED + 1)).toBeNull();
  });

  test('whichever rows are missing, never skips a document that was written (law 3)', () => {
    const commits = fc.array(
      fc.record({ ids: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }), isLogged: fc.boolean() }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(commits, fc.nat(20), (made, from) => {
        const rows: Row[] = [];
        const standing = new Map<string, number>();
        let seq = 0;
        for (const { ids, isLogged } of made) {
          const after = seq;
          const written = ids.map((id, index) => touched(id, after + index + 1));
          seq = after + Math.max(ids.length, 1);
          for (const one of written) standing.set(one.id, one.seq);
          if (isLogged) rows.push({ epoch, after, seq, touched: written });
        }
        const after = Math.min(from, seq);
        const found = touchedIn(
          rows.filter((row) => row.seq > after),
          { after, upTo: seq, epoch },
        );
        const expected = [...standing].filter(([, at]) => at > after).map(([id, at]) => `${id}@${at}`);
        if (found !== null) expect(idsOf(found)?.sort()).toEqual(expected.sort());
        if (made.every(({ isLogged }) => isLogged)) expect(found).not.toBeNull();
      }),
    );
  });
});
