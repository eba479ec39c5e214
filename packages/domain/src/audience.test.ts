import { describe, expect, it } from 'vitest';
import { canSee } from './audience.ts';
import { ANNA, BEN, EVERYBODY, JONAS, MARTA, OLGA, TEAM_NORTH, TEAM_SOUTH } from './testing/fixtures.ts';

const whoSees = (document: { ownerId: string | null; teamId: string | null }) =>
  EVERYBODY.filter((actor) => canSee(actor, document)).map(({ name }) => name);

describe('who sees a customer or a request', () => {
  it('who sees a customer or a request is its owner, the manager of its team and every admin', () => {
    expect(whoSees({ ownerId: ANNA.userId, teamId: TEAM_NORTH })).toEqual([ANNA.name, MARTA.name, OLGA.name]);
    expect(whoSees({ ownerId: BEN.userId, teamId: TEAM_SOUTH })).toEqual([BEN.name, JONAS.name, OLGA.name]);
  });

  it('who sees a customer or a request goes by the team of the document, not by that of its owner', () => {
    expect(whoSees({ ownerId: ANNA.userId, teamId: TEAM_SOUTH })).toEqual([ANNA.name, JONAS.name, OLGA.name]);
  });

  it('without a team no manager sees a customer or a request', () => {
    expect(whoSees({ ownerId: ANNA.userId, teamId: null })).toEqual([ANNA.name, OLGA.name]);
    expect(canSee({ ...MARTA, teamId: null }, { ownerId: ANNA.userId, teamId: null })).toBe(false);
  });

  it('only an admin sees a customer or a request that belongs to nobody', () => {
    expect(whoSees({ ownerId: null, teamId: null })).toEqual([OLGA.name]);
    expect(canSee({ ...MARTA, teamId: null }, { ownerId: null, teamId: null })).toBe(false);
  });

  it('who sees a customer or a request is no colleague of the same team', () => {
    const colleague = { ...BEN, teamId: TEAM_NORTH };
    expect(canSee(colleague, { ownerId: ANNA.userId, teamId: TEAM_NORTH })).toBe(false);
  });
});
