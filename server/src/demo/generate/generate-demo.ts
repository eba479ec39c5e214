import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Governance } from '@marginiq/contract/governance';
import type { Product } from '@marginiq/contract/product';
import type { Company, Statistics } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import type { Instant } from '@marginiq/contract/scalars';
import { currencyDigits } from '@marginiq/domain/currency';
import { computeStatistics } from '../../jobs/compute-statistics.ts';
import { generateCustomers, generateProducts } from './catalogue.ts';
import { MEDICAL_TRADE } from './medical-trade.ts';
import { Past } from './past.ts';
import { type DemoPerson, generatePeople } from './people.ts';
import { createRandom } from './random.ts';
import { generateGovernance, generateRuleSet } from './rules.ts';
import { TOOLS_TRADE } from './tools-trade.ts';
import type { Trade } from './trade.ts';

/**
 * One company as it would look after two years with MarginIQ. Documents carry `seq` 0: the writer assigns positions.
 */
export interface DemoCompany {
  company: Company;
  people: DemoPerson[];
  customers: Customer[];
  products: Product[];
  ruleSet: RuleSet;
  governance: Governance;
  statistics: Statistics;
  /** Oldest first. */
  requests: DiscountRequest[];
}

const REQUESTS = 1_500;
const PAST_DAYS = 730;
const DAY = 86_400_000;

function generateCompany(trade: Trade, seed: number, now: number): DemoCompany {
  const random = createRandom(seed);
  const since = now - (PAST_DAYS + 30) * DAY;
  const companyId = random.id(since);
  const scope = { companyId, since };
  const company: Company = {
    ...trade.company,
    currencyDigits: currencyDigits(trade.company.currency),
    id: companyId,
    companyId,
    seq: 0,
    kind: 'company',
    teams: trade.teams.map((name) => ({ id: random.id(since), name })),
  };
  const people = generatePeople(random, trade, { company, since });
  const salespeople = people.filter(({ role }) => role === 'salesperson');
  const customers = generateCustomers(random, trade, { ...scope, salespeople });
  const products = generateProducts(random, trade, scope);
  const ruleSet = generateRuleSet(random, trade, scope);
  const governance = generateGovernance(random, scope);
  const statistics: Statistics = {
    id: random.id(since),
    companyId,
    seq: 0,
    kind: 'statistics',
    version: 1,
    // The averages that the company assumed before it had any history here.
    deals: 0,
    averageDiscountBp: 600,
    averageMarginBp: 3_200,
    computedAt: new Date(now).toISOString(),
  };
  const world = { trade, company, people, customers, products, ruleSet, governance, statistics };
  const requests = new Past(random, world, now).live(REQUESTS, now - PAST_DAYS * DAY);
  const known = computeStatistics(requests);
  return {
    company,
    people: people.map((person) => ({ ...person, pattern: known.patterns.get(person.id) ?? null })),
    customers: customers.map((customer) => ({
      ...customer,
      history: known.histories.get(customer.id) ?? customer.history,
    })),
    products,
    ruleSet,
    governance,
    statistics: { ...statistics, ...known.company },
    requests,
  };
}

/**
 * Two companies in different trades and currencies, the same for the same seed and moment. Pure.
 * @param now the demo's today: two years of past end there
 */
export function generateDemo({ seed, now }: { seed: number; now: Instant }): DemoCompany[] {
  const today = Date.parse(now);
  return [generateCompany(TOOLS_TRADE, seed * 2 + 1, today), generateCompany(MEDICAL_TRADE, seed * 2 + 2, today)];
}
