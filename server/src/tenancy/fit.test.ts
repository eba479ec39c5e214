import {
  aCompany,
  aCustomer,
  aGovernance,
  aPerson,
  aProduct,
  aRequest,
  aRuleSet,
  aStatistics,
  COMPANY_ID,
  MARTA,
} from '@marginiq/domain/testing/fixtures';
import { describe, expect, it } from 'vitest';
import { type TenantDocuments, toStored } from './documents.ts';
import { MAX_DOCUMENT_LENGTH, requireFit, UnfitDocumentError } from './fit.ts';
import type { SyncedCollectionName } from './synced.ts';

const LONG = 'x'.repeat(1_000);
const audience = { ownerId: MARTA.userId, teamId: null };

const GOOD: { [N in SyncedCollectionName]: TenantDocuments[N] } = {
  companies: { ...toStored(aCompany()), status: 'active' },
  users: { ...toStored(aPerson(MARTA)), passwordHash: 'secret-hash', viewEpoch: 1 },
  customers: toStored(aCustomer()),
  products: toStored(aProduct()),
  discountRequests: toStored(aRequest()),
  businessRules: { ...toStored(aRuleSet()), current: true },
  governance: { ...toStored(aGovernance()), current: true },
  statistics: { ...toStored(aStatistics()), current: true },
  revocations: {
    _id: 'customers/x',
    companyId: COMPANY_ID,
    seq: 1,
    collection: 'customers',
    documentId: aCustomer().id,
    from: audience,
    to: { ...audience, ownerId: aPerson(MARTA).id },
  },
};

/** For each collection one change that no client could read, and its location. */
const BAD: { [N in SyncedCollectionName]: [place: string, change: object] } = {
  companies: ['slug', { slug: 'Not A Slug' }],
  users: ['email', { email: 'nobody' }],
  customers: ['name', { name: LONG }],
  products: ['listPriceMinor', { listPriceMinor: 0.5 }],
  discountRequests: ['steps', { steps: Array(101).fill(aRequest().steps[0]) }],
  businessRules: [
    'rules.0.when.segment',
    { rules: aRuleSet().rules.map((rule) => ({ ...rule, when: { segment: '' } })) },
  ],
  governance: ['autoApproval.maxRisk', { autoApproval: { ...aGovernance().autoApproval, maxRisk: 101 } }],
  statistics: ['averageMarginBp', { averageMarginBp: Number.NaN }],
  revocations: ['id', { documentId: 'not-an-id' }],
};

const NAMES = Object.keys(GOOD) as SyncedCollectionName[];

function misfitOf(name: SyncedCollectionName, change: object): UnfitDocumentError | null {
  try {
    requireFit(name, { ...GOOD[name], ...change } as never);
    return null;
  } catch (error) {
    if (error instanceof UnfitDocumentError) return error;
    throw error;
  }
}

describe('a document that is about to be written', () => {
  it.each(NAMES)('a document that is about to be written passes as every client reads it: %s', (name) => {
    expect(misfitOf(name, {})).toBeNull();
  });

  it.each(NAMES)(
    'a document that is about to be written does not pass where a client could not read it, and the error names collection, id and place: %s',
    (name) => {
      const [place, change] = BAD[name];
      const error = misfitOf(name, change);
      expect(error).toMatchObject({ collection: name, id: GOOD[name]._id });
      expect(error?.places[0]).toMatch(new RegExp(`^${place.replaceAll('.', '\\.')}: `));
      expect(error?.message).toContain(name);
      expect(error?.message).toContain(GOOD[name]._id);
    },
  );

  it('a document larger than a page is rejected, whatever is in it', () => {
    expect(misfitOf('users', { passwordHash: 'x'.repeat(MAX_DOCUMENT_LENGTH) })?.places[0]).toMatch(
      /^document: \d+ characters/,
    );
  });

  it('a document is judged by what clients are sent: they hold no version that is not in force', () => {
    expect(misfitOf('statistics', { averageMarginBp: Number.NaN, current: false })).toBeNull();
  });

  it('the error, which goes into logs, contains none of the document’s values', () => {
    const error = misfitOf('users', { name: `Secret ${LONG}`, email: 'secret' });
    expect(error?.places).toHaveLength(2);
    expect(error?.message.toLowerCase()).not.toContain('secret');
  });

  it('a document that is about to be written names the first few places where there are many', () => {
    const items = aRequest().items.map((item) => ({ ...item, name: 1, category: 1, quantity: 0, costMinor: -1 }));
    expect(misfitOf('discountRequests', { items, ownerName: null, currency: '€' })?.places).toHaveLength(5);
  });
});

describe('a value of a later version', () => {
  const later = (change: object) => ({ ...GOOD.discountRequests, ...change }) as TenantDocuments['discountRequests'];
  const [step] = GOOD.discountRequests.steps;

  it('a value of a later version that was there before is kept, whatever else is written', () => {
    const before = later({ steps: [{ ...step, kind: 'escalate' }], status: 'escalated' });
    const withdrawn = {
      ...before,
      status: 'withdrawn' as const,
      steps: [...before.steps, GOOD.discountRequests.steps[0]],
    };
    expect(() => requireFit('discountRequests', withdrawn as typeof before, before)).not.toThrow();
  });

  it('a value of a later version is not written by this one: neither a new one, nor one that was elsewhere', () => {
    const before = later({ steps: [{ ...step, kind: 'escalate' }, step] });
    for (const change of [{ status: 'escalated' }, { steps: [step, { ...step, kind: 'escalate' }] }]) {
      expect(() => requireFit('discountRequests', later(change), before)).toThrow(UnfitDocumentError);
      expect(() => requireFit('discountRequests', later(change))).toThrow(UnfitDocumentError);
    }
  });

  it('a value of a later version excuses nothing else in the document', () => {
    const before = later({ status: 'escalated' });
    expect(() => requireFit('discountRequests', later({ status: 'escalated', ownerName: LONG }), before)).toThrow(
      'ownerName',
    );
    const asBad = later({ status: 'escalated', ownerName: LONG });
    expect(() => requireFit('discountRequests', asBad, asBad)).toThrow(UnfitDocumentError);
  });
});
