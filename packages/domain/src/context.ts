import type { Customer } from '@marginiq/contract/customer';
import type { Governance } from '@marginiq/contract/governance';
import type { Product } from '@marginiq/contract/product';
import type { Company, Person, Statistics } from '@marginiq/contract/reference';
import type { Role } from '@marginiq/contract/roles';
import type { RuleSet } from '@marginiq/contract/rule-set';
import type { Instant } from '@marginiq/contract/scalars';
import type { Granted } from './granted.ts';

/** Who acts. On the server from the session, on the client from the profile. Never from a command. */
export interface ActingUser {
  userId: string;
  name: string;
  role: Role;
  teamId: string | null;
}

/*
 * Of documents that change in place, a decision reads these fields and no others: they are kept with it, by value (kept-inputs.ts).
 * What is read in addition is named here first, or it does not compile.
 */
export type CompanyInputs = Pick<Company, 'id' | 'currency'>;
export type CustomerInputs = Pick<
  Customer,
  'id' | 'seq' | 'name' | 'class' | 'segment' | 'blocked' | 'blockedReason' | 'ownerId' | 'teamId' | 'history'
>;
export type OwnerInputs = Pick<Person, 'seq' | 'role' | 'active' | 'pattern'>;
export type ProductInputs = Pick<
  Product,
  'seq' | 'name' | 'category' | 'unit' | 'listPriceMinor' | 'costMinor' | 'discontinued'
>;

/** Everything that an evaluation reads beside the items themselves. */
export interface EvaluationContext {
  customer: CustomerInputs;
  /** Whose request it is: the role counts in the rules, the pattern in the risk. */
  owner: OwnerInputs;
  /** The products of the items, by id. */
  products: ReadonlyMap<string, ProductInputs>;
  ruleSet: RuleSet;
  governance: Governance;
  statistics: Statistics;
  /** What else the customer was granted lately; absent if that is not added up. */
  granted?: Granted | null;
}

/** Everything that `decide` reads beside the command and the request. Missing parts are refused, not thrown. */
export interface DecisionContext {
  now: Instant;
  actor: ActingUser;
  company: CompanyInputs | null;
  customer: CustomerInputs | null;
  owner: OwnerInputs | null;
  products: ReadonlyMap<string, ProductInputs>;
  ruleSet: RuleSet | null;
  governance: Governance | null;
  statistics: Statistics | null;
  granted?: Granted | null;
}
