import type { Owned } from '@marginiq/domain/audience';
import { v7 } from 'uuid';
import { auditEntry } from '../tenancy/audit-entry.ts';
import { commit } from '../tenancy/commit.ts';
import { toStored } from '../tenancy/documents.ts';
import { revocationOf } from '../tenancy/revocation.ts';
import { enlarge } from './large-company.ts';
import { requestOf, storeRequests } from './stored-request.ts';
import type { TestCompany } from './test-company.ts';

const SELLERS = ['Anna', 'Bert', 'Carla', 'Dirk'] as const;
const MORE_OF_EACH = 1_000;
/** The customers of each seller, including the few that they begin with. */
export const CUSTOMERS_OF_EACH = MORE_OF_EACH / SELLERS.length + 3;
const REQUESTS = 3_000;
/** One in this many of each seller's is open. */
const OPEN_SHARE = 50;
export const OPEN_REQUESTS = (REQUESTS / OPEN_SHARE) * SELLERS.length;
const VERSIONS = 731;
const AUDIT_ENTRIES = 12_000;
const REVOCATIONS = 500;
const DEVICES = 200;
const TOKENS_OF_EACH = 10;
const AT_ONCE = 1_000;

function* chunks(count: number): Generator<number[]> {
  for (let from = 0; from < count; from += AT_ONCE) {
    yield Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => from + index);
  }
}

const at = (number: number) => new Date(Date.UTC(2024, 0, 1) + number * 3_600_000).toISOString();

const sellerOf = (company: TestCompany, number: number) => company.person(SELLERS[number % SELLERS.length] ?? 'Anna');

async function addRequests(company: TestCompany): Promise<void> {
  for (const numbers of chunks(REQUESTS)) {
    const requests = numbers.map((number) => {
      const status = number % OPEN_SHARE < SELLERS.length ? ('underReview' as const) : ('approved' as const);
      return requestOf(company, { owner: sellerOf(company, number), status, submittedAt: at(number) });
    });
    await storeRequests(company, requests);
  }
}

/** Two years of a version each day, of everything that has versions. */
async function addVersions(company: TestCompany): Promise<void> {
  await commit(company.store, async (unit) => {
    const { ruleSet, governance, statistics } = company.data;
    const past = (number: number) => ({ id: v7(), version: 10_000 + number });
    for (let number = 0; number < VERSIONS; number += 1) {
      unit.put('businessRules', { ...toStored({ ...ruleSet, ...past(number) }), current: false }, null);
      unit.put('governance', { ...toStored({ ...governance, ...past(number) }), current: false }, null);
      unit.put('statistics', { ...toStored({ ...statistics, ...past(number) }), current: false }, null);
    }
  });
}

/** Customers that changed hands long ago, away from everybody who still looks. */
async function addRevocations({ store, id: companyId }: TestCompany): Promise<void> {
  await commit(store, async (unit) => {
    for (let number = 0; number < REVOCATIONS; number += 1) {
      const [before, after] = [1, 2].map(() => ({ ownerId: v7(), teamId: v7() })) as [Owned, Owned];
      const revocation = revocationOf(companyId, 'customers', { id: v7(), before, after });
      if (revocation !== null) unit.put('revocations', revocation, null);
    }
  });
}

async function addAudit(company: TestCompany): Promise<void> {
  const { store, id: companyId } = company;
  for (const numbers of chunks(AUDIT_ENTRIES)) {
    const entries = numbers.map((number) => {
      const { id: userId, name, role } = sellerOf(company, number);
      const about = { id: v7(), at: at(number), action: 'request.submit', actor: { userId, name, role } };
      const after = { customer: `Customer ${number % 400}`, netMinor: number };
      return toStored(auditEntry(companyId, { ...about, requestId: v7(), after }));
    });
    await store.collection('auditLogs').insertMany(entries);
  }
}

async function addDevices(company: TestCompany): Promise<void> {
  const { store, id: companyId } = company;
  const devices = Array.from({ length: DEVICES }, (_, number) => ({
    _id: v7(),
    companyId,
    userId: sellerOf(company, number).id,
    name: `device ${number}`,
    lastSeq: 0,
    lastSeenAt: at(number),
  }));
  await store.collection('devices').insertMany(devices);
  const tokens = devices.flatMap(({ _id: deviceId, userId }) =>
    Array.from({ length: TOKENS_OF_EACH }, (_, number) => ({
      _id: v7(),
      companyId,
      userId,
      familyId: v7(),
      deviceId,
      client: 'desktop' as const,
      createdAt: at(0),
      expiresAt: new Date(Date.UTC(2099, 0, 1)),
      // The last token of each sign-in is still unused.
      usedAt: number === TOKENS_OF_EACH - 1 ? null : at(number),
      successorId: null,
      revokedAt: null,
    })),
  );
  await store.collection('refreshTokens').insertMany(tokens);
}

/** Gives a company what gathers in years: few of each thing are wanted at a time, among many. */
export async function liveLong(company: TestCompany): Promise<void> {
  await enlarge(company, MORE_OF_EACH);
  await addRequests(company);
  await addVersions(company);
  await addRevocations(company);
  await addAudit(company);
  await addDevices(company);
}
