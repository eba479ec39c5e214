import type { Governance } from '@marginiq/contract/governance';
import type { Statistics } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import type { CompanyInputs, CustomerInputs, DecisionContext, OwnerInputs, ProductInputs } from './context.ts';
import type { Granted } from './granted.ts';

/**
 * Version of the stored inputs of a decision. Incremented when a decision stored earlier would no longer come out the same: because
 * other inputs are stored, because the deciding function has changed, or because a request has another form. Replay then leaves the
 * earlier ones to the release that made them, instead of reporting them as different.
 */
export const KEPT_FORM = 1;

/** Which versions a decision was made by. They are kept for good, and never edited. Null: the company had none. */
export interface KeptVersions {
  rules: number | null;
  governance: number | null;
  statistics: number | null;
}

/** What a decision read besides the command, the request, its time and its actor. */
export interface KeptInputs {
  company: CompanyInputs | null;
  customer: CustomerInputs | null;
  owner: OwnerInputs | null;
  /** Those of the command and of the request that exist. */
  products: ({ id: string } & ProductInputs)[];
  versions: KeptVersions;
  granted: Granted | null;
}

const companyInputs = ({ id, currency }: CompanyInputs): CompanyInputs => ({ id, currency });

const customerInputs = (customer: CustomerInputs): CustomerInputs => {
  const { id, seq, name, class: ofClass, segment, blocked, blockedReason, ownerId, teamId, history } = customer;
  return { id, seq, name, class: ofClass, segment, blocked, blockedReason, ownerId, teamId, history };
};

const ownerInputs = ({ seq, role, active, pattern }: OwnerInputs): OwnerInputs => ({ seq, role, active, pattern });

const productInputs = (id: string, product: ProductInputs): KeptInputs['products'][number] => {
  const { seq, name, category, unit, listPriceMinor, costMinor, discontinued } = product;
  return { id, seq, name, category, unit, listPriceMinor, costMinor, discontinued };
};

/**
 * The part of a context that must be stored to repeat the decision. Versioned inputs are stored by their version: a rule set may
 * be 100 KB.
 * @param productIds of the command and the request, see `neededInputs`
 */
export function keptInputs(context: DecisionContext, productIds: readonly string[]): KeptInputs {
  const { company, customer, owner, products, ruleSet, governance, statistics, granted = null } = context;
  return {
    company: company && companyInputs(company),
    customer: customer && customerInputs(customer),
    owner: owner && ownerInputs(owner),
    products: productIds.flatMap((id) => {
      const product = products.get(id);
      return product === undefined ? [] : [productInputs(id, product)];
    }),
    versions: {
      rules: ruleSet?.version ?? null,
      governance: governance?.version ?? null,
      statistics: statistics?.version ?? null,
    },
    granted: granted && { listMinor: granted.listMinor, mark: granted.mark },
  };
}

/** The context again, from what was kept and the versions that it names. */
export function contextOf(
  { company, customer, owner, products, granted }: KeptInputs,
  rest: Pick<DecisionContext, 'now' | 'actor'> & {
    ruleSet: RuleSet | null;
    governance: Governance | null;
    statistics: Statistics | null;
  },
): DecisionContext {
  const byId = new Map(products.map(({ id, ...product }) => [id, product]));
  return { ...rest, company, customer, owner, products: byId, granted };
}
