import type { Person, Reference } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import type { ActingUser } from '@marginiq/domain/context';
import {
  aCompany,
  aCustomer,
  aGovernance,
  aPerson,
  aProduct,
  aRuleSet,
  aStatistics,
  TEAM_NORTH,
  TEAM_SOUTH,
} from '@marginiq/domain/testing/fixtures';
import { testId } from './ids.ts';

/** A small company in which every kind of verdict can come up. */
const person = (n: number, name: string, role: Person['role'], teamId: string | null) =>
  aPerson({ userId: testId(n), name, role, teamId });

export const SAM = person(0x11, 'Sam', 'salesperson', TEAM_NORTH);
export const SUE = person(0x12, 'Sue', 'salesperson', TEAM_SOUTH);
export const MAX = person(0x13, 'Max', 'manager', TEAM_NORTH);
export const ADA = person(0x14, 'Ada', 'admin', null);

export function actorOf({ id: userId, name, role, teamId }: Person): ActingUser {
  return { userId, name, role, teamId };
}

const ofSam = { ownerId: SAM.id, teamId: TEAM_NORTH };
export const ACME = aCustomer({ id: testId(0x21), code: 'C-1', name: 'Acme', ...ofSam });
export const BROKE = aCustomer({ ...ACME, id: testId(0x22), code: 'C-2', name: 'Broke Ltd', blocked: true });
/** Another team's: Sam does not see it. */
export const FARAWAY = aCustomer({
  id: testId(0x23),
  code: 'C-3',
  name: 'Faraway',
  ownerId: SUE.id,
  teamId: TEAM_SOUTH,
});

export const DRILL = aProduct(1, { id: testId(0x31), name: 'Drill', costMinor: 5_000 });
export const SAW = aProduct(2, { id: testId(0x32), name: 'Saw', costMinor: 7_000 });
/** Sold by measure, so in parts. */
export const CABLE = aProduct(4, { id: testId(0x34), name: 'Cable', unit: 'm', listPriceMinor: 333, costMinor: 201 });
export const OLD_PLANE = aProduct(3, { id: testId(0x33), name: 'Old plane', discontinued: true });

/** Up to 10 % needs nobody, up to 20 % the manager, above that an admin; no salesperson may give 40 %. */
export function ruleSet(version: number, { managerAboveBp = 1_000, forbidAboveBp = 4_000 } = {}): RuleSet {
  const limit = { kind: 'discountLimit' as const, when: {} };
  const when = { role: 'salesperson' as const };
  return aRuleSet(
    [
      { ...limit, name: 'The manager is asked', maxDiscountBp: managerAboveBp, onBreach: 'manager' },
      { ...limit, name: 'The admin is asked', maxDiscountBp: 2_000, onBreach: 'admin' },
      { ...limit, name: 'Never', when, maxDiscountBp: forbidAboveBp, onBreach: 'forbid' },
    ],
    { id: testId(0x40 + version), version },
  );
}

export const CUSTOMERS = [ACME, BROKE, FARAWAY];
export const PRODUCTS = [DRILL, SAW, CABLE, OLD_PLANE];
export const REFERENCE: Reference[] = [
  aCompany({ name: 'Graz Tools' }),
  SAM,
  SUE,
  MAX,
  ADA,
  ruleSet(1),
  aGovernance(),
  aStatistics(),
];
