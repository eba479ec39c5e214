import { customerSchema } from '@marginiq/contract/customer';
import { discountRequestSchema } from '@marginiq/contract/discount-request';
import { productSchema } from '@marginiq/contract/product';
import { referenceSchema } from '@marginiq/contract/reference';
import { isDivisible } from '@marginiq/contract/units';
import { describe, expect, it } from 'vitest';
import { computeStatistics } from '../../jobs/compute-statistics.ts';
import { type DemoCompany, generateDemo } from './generate-demo.ts';
import { SHARED_CUSTOMER_NAMES } from './trade.ts';

const now = '2026-06-01T12:00:00.000Z';
const demo = generateDemo({ seed: 1, now });

const decided = ({ requests }: DemoCompany) =>
  requests.filter(({ status }) => ['approved', 'autoApproved', 'rejected'].includes(status));
const share = <T>(all: readonly T[], of: (one: T) => boolean) => all.filter(of).length / all.length;
const approvedShare = (requests: DemoCompany['requests']) => share(requests, ({ status }) => status !== 'rejected');
const wonShare = (requests: DemoCompany['requests']) =>
  share(
    requests.filter(({ sale }) => sale !== 'unknown'),
    ({ sale }) => sale === 'won',
  );

describe('the demo', () => {
  it('the demo is the same for the same seed and another for another', () => {
    expect(generateDemo({ seed: 1, now })).toEqual(demo);
    expect(generateDemo({ seed: 2, now })[0]?.company.id).not.toBe(demo[0]?.company.id);
  });

  it('the demo has two companies of different trades and currencies, as large as they should be', () => {
    expect(demo.map(({ company }) => company.currency)).toEqual(['EUR', 'USD']);
    for (const { people, customers, products, requests } of demo) {
      const count = (role: string) => people.filter((person) => person.role === role).length;
      expect([count('salesperson'), count('manager'), count('admin')]).toEqual([8, 2, 1]);
      expect([customers.length, products.length, requests.length]).toEqual([120, 200, 1_500]);
      expect(new Set(customers.map(({ name }) => name)).size).toBe(120);
      expect(new Set(products.map(({ name }) => name)).size).toBe(200);
      expect(customers.filter(({ blocked }) => blocked).length).toBeGreaterThanOrEqual(3);
      expect(customers.map(({ name }) => name)).toEqual(expect.arrayContaining([...SHARED_CUSTOMER_NAMES]));
    }
  });

  it('the demo sells something by measure, and has sold it in parts', () => {
    const [tools] = demo;
    expect(tools?.products.filter(({ unit }) => isDivisible(unit)).map(({ name }) => name)).toEqual(
      ['M6', 'M8', 'M10', 'M12', 'M16'].map((size) => `Washer ${size}`),
    );
    const quantities = tools?.requests.flatMap(({ items }) => items.map(({ quantity }) => quantity)) ?? [];
    expect(quantities.some((quantity) => !Number.isInteger(quantity))).toBe(true);
  });

  it('the demo fits the contract in every document, and the two companies share no id', () => {
    const ids = demo.map(({ company, people, customers, products, ruleSet, governance, statistics, requests }) => {
      const reference = [
        company,
        ...people.map(({ password: _password, ...person }) => person),
        ruleSet,
        governance,
        statistics,
      ];
      for (const one of reference) referenceSchema.parse(one);
      for (const one of customers) customerSchema.parse(one);
      for (const one of products) productSchema.parse(one);
      for (const one of requests) discountRequestSchema.parse(one);
      return [...reference, ...customers, ...products, ...requests].map(({ id }) => id);
    });
    const all = ids.flat();
    expect(new Set(all).size).toBe(all.length);
  });

  it('the demo spans two years, and leaves open only what is recent', () => {
    for (const { requests } of demo) {
      const times = requests.map(({ submittedAt }) => Date.parse(submittedAt));
      const days = (Math.max(...times) - Math.min(...times)) / 86_400_000;
      expect(days).toBeGreaterThan(690);
      const open = requests.filter(({ status }) => status === 'underReview' || status === 'adjustmentRequested');
      expect(open.length).toBeGreaterThanOrEqual(5);
      for (const { expiresAt } of open) expect(expiresAt > now).toBe(true);
      for (const { changedAt } of requests) expect(changedAt <= now).toBe(true);
    }
  });

  it('the demo makes discount matter: deep ones are approved less and won more', () => {
    for (const company of demo) {
      const at = (least: number, most: number) =>
        decided(company).filter(
          ({ evaluation }) => evaluation.total.discountBp >= least && evaluation.total.discountBp < most,
        );
      expect(approvedShare(at(0, 500)) - approvedShare(at(1_000, 4_000))).toBeGreaterThan(0.1);
      expect(wonShare(at(1_000, 4_000)) - wonShare(at(0, 500))).toBeGreaterThan(0.15);
    }
  });

  it('the demo makes class, margin and salesperson matter', () => {
    for (const company of demo) {
      const classOf = new Map(company.customers.map((customer) => [customer.id, customer.class]));
      const ofClass = (wanted: string) =>
        decided(company).filter(({ customerId }) => classOf.get(customerId) === wanted);
      expect(wonShare(ofClass('A')) - wonShare(ofClass('C'))).toBeGreaterThan(0.15);
      const thin = decided(company).filter(({ evaluation }) => evaluation.total.marginBp < 2_000);
      const fat = decided(company).filter(({ evaluation }) => evaluation.total.marginBp > 4_000);
      expect(approvedShare(fat) - approvedShare(thin)).toBeGreaterThan(0.1);
      const averages = company.people.flatMap(({ pattern }) => (pattern === null ? [] : [pattern.averageDiscountBp]));
      expect(Math.max(...averages) - Math.min(...averages)).toBeGreaterThan(250);
    }
  });

  it('the demo carries the statistics that its own past gives', () => {
    for (const { requests, statistics, customers, people } of demo) {
      const computed = computeStatistics(requests);
      expect(statistics).toMatchObject(computed.company);
      for (const customer of customers) {
        const history = computed.histories.get(customer.id);
        if (history !== undefined) expect(customer.history).toEqual(history);
      }
      for (const person of people) expect(person.pattern).toEqual(computed.patterns.get(person.id) ?? null);
    }
  });
});
