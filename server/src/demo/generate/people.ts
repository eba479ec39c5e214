import type { Company, Person } from '@marginiq/contract/reference';
import type { Role } from '@marginiq/contract/roles';
import type { Random } from './random.ts';
import type { Trade } from './trade.ts';

export type DemoPerson = Person & { password: string };

/** A salesperson with habits that the generator knows and the program has to find out. */
export interface Habit {
  /** Points of discount above (or below) what others would give. */
  generosity: number;
  /** How well this one closes. */
  skill: number;
}

/** One of each kind: the careful, the even, the generous; the closers and the beginners. */
const HABITS: readonly Habit[] = [
  { generosity: 0, skill: 0.5 },
  { generosity: -1.5, skill: 0.2 },
  { generosity: 4.5, skill: -0.3 },
  { generosity: 1, skill: 0 },
  { generosity: -0.5, skill: 0.7 },
  { generosity: 3, skill: 0.1 },
  { generosity: 0.5, skill: -0.6 },
  { generosity: -2, skill: -0.1 },
];

export const habitOf = (index: number): Habit => HABITS[index % HABITS.length] ?? { generosity: 0, skill: 0 };

const emailOf = (name: string, slug: string) =>
  `${name
    .toLowerCase()
    .replaceAll(' ', '.')
    .normalize('NFD')
    .replaceAll(/[^a-z.]/g, '')}@${slug}.example`;

/** Four salespeople and one manager a team, then the admin. */
export function generatePeople(
  random: Random,
  trade: Trade,
  { company, since }: { company: Company; since: number },
): DemoPerson[] {
  const teamOf = (index: number) => company.teams[index]?.id ?? null;
  const person = (name: string, role: Role, teamId: string | null): DemoPerson => ({
    id: random.id(since),
    companyId: company.id,
    seq: 0,
    kind: 'person',
    name,
    email: emailOf(name, company.slug),
    role,
    teamId,
    active: true,
    pattern: null,
    password: trade.password,
  });
  return [
    ...trade.salespeople.map((name, index) => person(name, 'salesperson', teamOf(index < 4 ? 0 : 1))),
    ...trade.managers.map((name, index) => person(name, 'manager', teamOf(index))),
    person(trade.admin, 'admin', null),
  ];
}
