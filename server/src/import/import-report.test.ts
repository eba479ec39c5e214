import { expect, it } from 'vitest';
import type { ImportCounts } from '../tenancy/import-documents.ts';
import { readFiles } from './import-files.ts';
import { addRound, reportOf } from './import-report.ts';
import type { Plans } from './make-plans.ts';
import { reportLines } from './print-report.ts';
import { Problems } from './problem.ts';
import type { Published } from './publish.ts';

const NOTHING: ImportCounts = { created: 0, updated: 0, unchanged: 0 };
const empty = () => {
  const read = readFiles({}, { digits: 2, now: '2026-01-01T00:00:00.000Z', keysAsWritten: false });
  return reportOf({}, read, false);
};
const counts = (customers: ImportCounts) => ({ customers, products: NOTHING, deals: NOTHING });
const LEFT = { leftCount: 1, left: [{ kind: 'customers' as const, key: 'X2' }] };

it('a further round that wrote nothing because of a problem adds nothing to the counts', () => {
  const report = empty();
  const plans = { counts: counts(NOTHING), ownerless: { customers: 0, deals: 0 }, movedRequests: 0 } as Plans;
  const wrote = counts({ created: 3, updated: 1, unchanged: 0 });
  const published = { counts: wrote, movedCount: 0, ...LEFT } as Published;
  addRound(report, { plans, problems: new Problems(), published }, { names: [], isFirst: true });
  const problems = new Problems();
  problems.add({ file: 'customers.csv', line: 2, column: null, value: null, reason: 'cannot go to Dirk' });
  const planned = { ...plans, counts: counts({ created: 0, updated: 1, unchanged: 4 }) };
  addRound(report, { plans: planned, problems, published: null }, { names: [], isFirst: false });
  expect(report.counts).toEqual(wrote);
  expect(report.left.count).toBe(1);
});

it('the report says what an earlier import had left when it was finished', () => {
  const left = { count: 3, first: LEFT.left };
  const lines = reportLines({ ...empty(), finished: [{ at: '2026-01-01', documents: 1, left }] });
  expect(lines.slice(0, 4)).toEqual([
    'An import of 2026-01-01 had ended in the middle. It was finished first (1 document).',
    'Changed by somebody during that import, so left as they are; import its files again to bring them up to date (3):',
    '  customers X2',
    '  and 2 more',
  ]);
});

it('one of a kind is named in the singular', () => {
  const lines = reportLines({ ...empty(), ownerless: { customers: 1, deals: 0 } });
  expect(lines).toContain('Belonging to nobody yet, so that only admins see them: 1 customer, 0 deals');
});
