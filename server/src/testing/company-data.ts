import type { Customer } from '@marginiq/contract/customer';
import type { Governance } from '@marginiq/contract/governance';
import type { Product } from '@marginiq/contract/product';
import type { Company, Person, Statistics } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import {
  aCompany,
  aCustomer,
  aGovernance,
  aPerson,
  aProduct,
  aRuleSet,
  aStatistics,
} from '@marginiq/domain/testing/fixtures';
import { v7 } from 'uuid';

/** A test company's data, without positions. */
export interface CompanyData {
  company: Company;
  people: Person[];
  customers: Customer[];
  products: Product[];
  ruleSet: RuleSet;
  governance: Governance;
  statistics: Statistics;
}

/**
 * Two teams with two salespeople and a manager each, and an admin; two customers for each salesperson and a blocked one; six products, the
 * fifth sold by the kilogram and the last one discontinued. By the fixtures' rules a request for one product is approved by itself up to 5
 * %, needs a manager up to 25 % and an admin up to 38 %, above which nobody may approve it. All ids are new but those of the single rules,
 * which every company shares.
 */
export function companyData(companyId: string, slug: string, emailDomain: string): CompanyData {
  const own = { companyId, seq: 0 };
  const fresh = () => ({ ...own, id: v7() });
  const teams = [
    { id: v7(), name: 'North' },
    { id: v7(), name: 'South' },
  ];
  const [north, south] = teams.map(({ id }) => id);
  const person = (name: string, role: Person['role'], teamId: string | null = null): Person => {
    const id = v7();
    return aPerson({ userId: id, name, role, teamId }, { ...own, email: `${name.toLowerCase()}@${emailDomain}` });
  };
  const sellers = [
    person('Anna', 'salesperson', north),
    person('Bert', 'salesperson', north),
    person('Carla', 'salesperson', south),
    person('Dirk', 'salesperson', south),
  ];
  const customers = sellers.flatMap(({ id: ownerId, name, teamId }) =>
    [1, 2, 3].map((number) =>
      aCustomer({
        ...fresh(),
        code: `${name}-${number}`,
        name: `${name}'s customer ${number}`,
        blocked: number === 3,
        blockedReason: number === 3 ? 'unpaid invoices' : null,
        ownerId,
        teamId: teamId ?? companyId,
      }),
    ),
  );
  return {
    company: aCompany({ ...own, id: companyId, name: `${slug} Trading`, slug, teams }),
    people: [...sellers, person('Mona', 'manager', north), person('Sven', 'manager', south), person('Ada', 'admin')],
    customers,
    products: [1, 2, 3, 4, 5, 6].map((number) =>
      aProduct(number, { ...fresh(), unit: number === 5 ? 'kg' : 'piece', discontinued: number === 6 }),
    ),
    ruleSet: { ...aRuleSet(), ...fresh() },
    governance: { ...aGovernance({ maxDiscountBp: 500 }), ...fresh() },
    statistics: aStatistics(fresh()),
  };
}
