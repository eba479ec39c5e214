import type { Customer } from '@marginiq/contract/customer';
import type { Governance } from '@marginiq/contract/governance';
import type { Product } from '@marginiq/contract/product';
import type { RuleSet } from '@marginiq/contract/rule-set';
import { v7 } from 'uuid';
import { commit } from '../tenancy/commit.ts';
import type { TestCompany } from './test-company.ts';

/* What imports, admins and operators change of a company while its requests are decided. */

const CURRENT = { current: true } as const;

/** The way an import changes it. */
export const changeProduct = ({ store }: TestCompany, id: string, change: Partial<Product>) =>
  commit(store, async (unit) => {
    const before = await unit.store.collection('products').findById(id);
    if (before === null) throw new Error('the product is gone');
    const { id: _id, ...rest } = change;
    unit.put('products', { ...before, ...rest }, before);
  });

/** The way an import or the worker changes it. */
export const changeCustomer = ({ store }: TestCompany, id: string, change: Partial<Customer>) =>
  commit(store, async (unit) => {
    const before = await unit.store.collection('customers').findById(id);
    if (before === null) throw new Error('the customer is gone');
    const { id: _id, ...rest } = change;
    unit.put('customers', { ...before, ...rest }, before);
  });

/** The next version, the way `npm run company -- rules publish` makes it. */
export const publish = ({ store }: TestCompany, { rules }: Pick<RuleSet, 'rules'>) =>
  commit(store, async (unit) => {
    const before = await unit.store.collection('businessRules').findOne(CURRENT);
    if (before === null) throw new Error('there are no rules');
    unit.update('businessRules', { _id: before._id, ...CURRENT }, { $set: { current: false } });
    unit.put('businessRules', { ...before, _id: v7(), version: before.version + 1, rules }, null);
  });

/** The next version of the limits. */
export const govern = ({ store }: TestCompany, autoApproval: Partial<Governance['autoApproval']>) =>
  commit(store, async (unit) => {
    const before = await unit.store.collection('governance').findOne(CURRENT);
    if (before === null) throw new Error('there are no limits');
    unit.update('governance', { _id: before._id, ...CURRENT }, { $set: { current: false } });
    const next = { ...before, autoApproval: { ...before.autoApproval, ...autoApproval } };
    unit.put('governance', { ...next, _id: v7(), version: before.version + 1 }, null);
  });
