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

/** Everything that an evaluation reads beside the items themselves. */
export interface EvaluationContext {
  customer: Customer;
  /** Whose request it is: the role counts in the rules, the pattern in the risk. */
  owner: Person;
  /** The products of the items, by id. */
  products: ReadonlyMap<string, Product>;
  ruleSet: RuleSet;
  governance: Governance;
  statistics: Statistics;
  /** What else the customer was granted lately; absent where that is not added up. */
  granted?: Granted | null;
}

/** Everything that `decide` reads beside the command and the request. Missing parts are refused, not thrown. */
export interface DecisionContext {
  now: Instant;
  actor: ActingUser;
  company: Company | null;
  customer: Customer | null;
  owner: Person | null;
  products: ReadonlyMap<string, Product>;
  ruleSet: RuleSet | null;
  governance: Governance | null;
  statistics: Statistics | null;
  granted?: Granted | null;
}
