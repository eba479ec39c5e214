import type { Role } from '@marginiq/contract/roles';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_STEPS_TO_HAND_OVER } from '../hand-over.ts';
import {
  ANNA,
  aCompany,
  anId,
  aRequest,
  BEN,
  EVERYBODY,
  MARTA,
  NOW,
  OLGA,
  TEAM_NORTH,
  TEAM_SOUTH,
} from '../testing/fixtures.ts';
import { type ChangePersonArgs, type ChangePersonState, decideChangePerson } from './change-person.ts';
import type { Member } from './left-undecided.ts';

const member = ({ userId: id, name, role, teamId }: (typeof EVERYBODY)[number]): Member => ({
  id,
  name,
  role,
  teamId,
  active: true,
});
const people = EVERYBODY.map(member);
const state = (person: Member, change: Partial<ChangePersonState> = {}): ChangePersonState => ({
  person,
  people,
  teams: aCompany().teams,
  open: [],
  ownCustomers: 0,
  workMove: undefined,
  handOverTo: null,
  longRequest: null,
  ...change,
});
const admin = { userId: OLGA.userId, name: OLGA.name, role: OLGA.role };
const change = (args: Partial<ChangePersonArgs>, given: ChangePersonState, actor: typeof admin = admin) =>
  decideChangePerson({ confirmed: true, ...args }, given, { actor, now: NOW });

describe('the change of a person', () => {
  it('the audit log says what was changed about the person', () => {
    expect(change({ teamId: TEAM_SOUTH }, state(member(ANNA)))).toMatchObject({
      accepted: true,
      change: { person: { id: ANNA.userId, teamId: TEAM_SOUTH } },
      before: { name: 'Anna', teamId: TEAM_NORTH },
      after: { name: 'Anna', teamId: TEAM_SOUTH },
    });
  });

  it('the work moves along to another team, in the name of whoever made the change', () => {
    const decided = change({ teamId: TEAM_SOUTH }, state(member(ANNA)));
    expect(decided).toMatchObject({ change: { workMove: { to: null, by: admin, at: NOW } } });
    const operator = { userId: null, name: 'operator pat', role: 'operator' } as never;
    // A step of a request names no operator: former releases would not know that word.
    expect(change({ teamId: TEAM_SOUTH }, state(member(ANNA)), operator)).toMatchObject({
      change: { workMove: { by: { userId: null, name: 'operator pat', role: 'system' } } },
    });
  });

  it('an earlier change hands over what it still has to', () => {
    const workMove = { to: BEN.userId, by: admin, at: NOW };
    expect(change({ teamId: TEAM_SOUTH }, state(member(ANNA), { workMove }))).toMatchObject({ change: { workMove } });
  });

  it('the change of a person is refused if a request to be handed over has no room for that', () => {
    const { steps, ...request } = aRequest();
    const long = (count: number) => ({ ...request, steps: Array.from({ length: count }, () => steps[0] as never) });
    const to = { id: BEN.userId, name: 'Ben', teamId: TEAM_SOUTH };
    const hand = (count: number) =>
      change({ active: false }, state(member(ANNA), { handOverTo: to, longRequest: long(count) }));
    expect(hand(MOST_STEPS_TO_HAND_OVER)).toMatchObject({ accepted: true });
    expect(hand(MOST_STEPS_TO_HAND_OVER + 1)).toMatchObject({ refusal: { code: 'tooManySteps', isOpen: true } });
  });

  it('the change of a person asks first where it leaves something undecided', () => {
    const asked = change({ confirmed: false, role: 'salesperson' }, state(member(MARTA)));
    expect(asked).toEqual({
      accepted: false,
      refusal: {
        code: 'leftUndecided',
        left: [{ code: 'teamWithoutManager', person: 'Marta', team: 'North', open: 0 }],
      },
    });
  });

  it('whatever is changed and confirmed, a company keeps an admin, and salespeople and managers keep a team of the company', () => {
    const roles: Role[] = ['salesperson', 'manager', 'admin'];
    const somebody = fc.record({
      role: fc.constantFrom(...roles),
      teamId: fc.constantFrom(null, TEAM_NORTH, TEAM_SOUTH),
      active: fc.boolean(),
    });
    const args = fc.record(
      {
        role: fc.constantFrom(...roles),
        teamId: fc.constantFrom(null, TEAM_NORTH, TEAM_SOUTH, anId('t', 9)),
        active: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(somebody, { minLength: 1, maxLength: 4 }), args, (given, wanted) => {
        const all = given.map((one, index): Member => ({ id: anId('u', index), name: `P${index}`, ...one }));
        const [person, ...others] = all as [Member, ...Member[]];
        const decided = change(wanted, state(person, { people: all }));
        const governs = ({ role, active }: Member) => role === 'admin' && active;
        if (!decided.accepted) {
          expect(['lastAdmin', 'needsTeam', 'teamUnknown']).toContain(decided.refusal.code);
          return;
        }
        const { person: after } = decided.change;
        expect([after, ...others].some(governs)).toBe(true);
        expect(after.teamId).not.toBe(anId('t', 9));
        if (after.active && after.role !== 'admin') expect(after.teamId).not.toBeNull();
      }),
    );
  });
});
