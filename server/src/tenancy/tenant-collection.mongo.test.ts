import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { v7 } from 'uuid';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, testMongoUri } from '../testing/test-database.ts';
import { TenantBreachError, TenantCollection, type TenantFilter } from './tenant-collection.ts';

interface Thing {
  _id: string;
  companyId: string;
  kind: string;
  size: number;
}

const database = await createTestDatabase();
const client = await new MongoClient(testMongoUri(), { ignoreUndefined: true }).connect();
const things = client.db(database.name).collection<Thing>('things');
afterAll(async () => {
  await client.close();
  await database[Symbol.asyncDispose]();
});

const [A, B] = [v7(), v7()];
// Both companies use the same ids.
const IDS = [v7(), v7(), v7()];
const ofA = new TenantCollection<Thing>(things, A);
const ofB = new TenantCollection<Thing>(things, B);

const make = (companyId: string) =>
  IDS.map((_id, index) => ({ _id, companyId, kind: index === 0 ? 'small' : 'large', size: index }));
const dump = () => things.find({ companyId: B }).sort({ _id: 1 }).toArray();

beforeEach(async () => {
  await things.deleteMany({});
  await ofA.insertMany(make(A));
  await ofB.insertMany(make(B));
});

/** Filters that try to reach the other company, as no type would let through. */
const leafArbitrary = fc.constantFrom<Record<string, unknown>>(
  {},
  { companyId: B },
  { companyId: { $ne: A } },
  { companyId: { $in: [A, B] } },
  { companyId: undefined },
  { companyId: null },
  { companyId: /./ },
  { _id: `${B}:${IDS[0]}` },
  { _id: IDS[0] },
  { _id: undefined },
  { kind: 'small' },
  { size: { $gte: 0 } },
  { $expr: { $eq: ['$companyId', B] } },
);
const { filter: filterArbitrary } = fc.letrec<{ filter: Record<string, unknown> }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leafArbitrary,
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map(($and) => ({ $and })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 2 }).map(($nor) => ({ $nor })),
    fc.tuple(leafArbitrary, tie('filter')).map(([leaf, inner]) => ({ ...leaf, $or: [inner, {}] })),
  ),
}));

describe('whatever the filter', () => {
  test('nothing of another company is found, counted or changed', async () => {
    await fc.assert(
      fc.asyncProperty(filterArbitrary, async (wild) => {
        const filter = wild as TenantFilter<Thing>;
        const before = await dump();
        const found = await ofA.find(filter);
        const one = await ofA.findOne(filter);
        for (const thing of [...found, ...(one === null ? [] : [one])]) expect(thing.companyId).toBe(A);
        const collection = ofA as never;
        const asked = { collection, filter: wild };
        const together = (await ofA.findTogether(asked, [asked, { collection, ids: IDS }])) as Thing[][];
        expect(together.map(({ length }) => length)).toEqual([found.length, found.length, IDS.length]);
        for (const thing of together.flat()) expect(thing.companyId).toBe(A);
        expect(await ofA.count(filter)).toBe(found.length);
        expect(await ofA.updateMany(filter, { $inc: { size: 1 } })).toBe(found.length);
        await ofA.updateOne(filter, { $set: { kind: 'changed' } });
        expect(await dump()).toEqual(before);
        expect(await things.countDocuments({ companyId: A })).toBe(IDS.length);
      }),
      { numRuns: 120 },
    );
  });

  test.each([{ $in: IDS }, { $ne: '' }, { $gt: '' }, null, 7])(
    'one on _id that is not an id (%o) is refused',
    async (_id) => {
      const filter = { _id } as unknown as TenantFilter<Thing>;
      await expect(ofA.find(filter)).rejects.toThrow(TypeError);
      await expect(ofA.updateMany(filter, { $set: { size: 9 } })).rejects.toThrow(TypeError);
    },
  );
});

describe('the same id in two companies', () => {
  test('the same id in two companies is two documents, each seen by its own company under its own id', async () => {
    const id = IDS[0] ?? '';
    await ofA.updateOne({ _id: id }, { $set: { size: 77 } });
    expect(await ofA.findById(id)).toEqual({ _id: id, companyId: A, kind: 'small', size: 77 });
    expect(await ofB.findById(id)).toEqual({ _id: id, companyId: B, kind: 'small', size: 0 });
    expect([...(await ofB.findByIds([...IDS, ...IDS, v7()])).keys()].sort()).toEqual([...IDS].sort());
    await ofA.replaceMany([{ _id: id, companyId: A, kind: 'new', size: 1 }]);
    expect((await ofB.findById(id))?.kind).toBe('small');
    await expect(ofA.insertMany([{ _id: id, companyId: A, kind: 'again', size: 1 }])).rejects.toThrow(/duplicate key/);
  });

  test('the same id in two companies can be inserted by an upsert, which belongs to the one who made it', async () => {
    const id = v7();
    await ofA.updateOne({ _id: id }, { $set: { kind: 'upserted' } }, true);
    expect(await ofA.findById(id)).toEqual({ _id: id, companyId: A, kind: 'upserted' });
    expect(await ofB.findById(id)).toBeNull();
  });
});

test('the values of a field are those of one company, each once', async () => {
  await ofB.updateMany({}, { $set: { kind: 'strange' } });
  expect((await ofA.distinct('kind')).sort()).toEqual(['large', 'small']);
});

describe('writing through another company’s door', () => {
  test('writing through another company’s door is a breach, and writes nothing, neither the strangers nor those beside them', async () => {
    const before = await things.find().sort({ _id: 1 }).toArray();
    const own = { _id: v7(), companyId: A, kind: 'own', size: 1 };
    const stranger = { _id: v7(), companyId: B, kind: 'strange', size: 1 };
    await expect(ofA.insertMany([own, stranger])).rejects.toThrow(TenantBreachError);
    await expect(ofA.replaceMany([own, stranger])).rejects.toThrow(TenantBreachError);
    expect(await things.find().sort({ _id: 1 }).toArray()).toEqual(before);
  });

  test.each([
    { $set: { companyId: B } },
    { $set: { kind: 'x' }, $unset: { companyId: '' } },
    { $rename: { kind: 'companyId' } },
    { $rename: { companyId: 'kind' } },
    { $setOnInsert: { companyId: B } },
    { $set: { _id: 'x' } },
    [{ $set: { companyId: B } }],
  ])('the update %o is a breach', async (update) => {
    const before = await things.find().sort({ _id: 1 }).toArray();
    await expect(ofA.updateMany({}, update as never)).rejects.toThrow(TenantBreachError);
    await expect(ofA.updateOne({ _id: v7() }, update as never, true)).rejects.toThrow(TenantBreachError);
    expect(await things.find().sort({ _id: 1 }).toArray()).toEqual(before);
  });
});

test('every way of reading a document returns it in the current form; some of its fields come unconverted', async () => {
  const form = { read: (document: object) => ({ ...document, kind: 'of now' }) };
  const now = new TenantCollection<Thing>(things, A, { form });
  const [id = ''] = IDS;
  const asked = { collection: now as never, ids: [id] };
  const found: (Thing | null | undefined)[] = [
    await now.findById(id),
    await now.findOne({ size: 0 }),
    ...(await now.find({ size: 0 })),
    (await now.findByIds([id])).get(id),
    ...((await now.findTogether(asked, [asked])) as Thing[][]).flat(),
    await now.updateOne({ _id: id }, { $set: { size: 0 } }),
  ];
  expect(found.map((one) => one?.kind)).toEqual(Array(7).fill('of now'));
  const options = { projection: { size: 1 } as const };
  const together = await now.findTogether({ ...asked, options }, [{ ...asked, options }]);
  const parts = [
    await now.findOne({ size: 0 }, options),
    ...(await now.find({ size: 0 }, options)),
    ...together.flat(),
  ];
  expect(parts).toEqual(Array(4).fill({ _id: id, size: 0 }));
});
