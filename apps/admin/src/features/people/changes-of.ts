import type { ListedPerson } from './listed-person.ts';

type Changeable = Pick<ListedPerson, 'role' | 'teamId' | 'active'>;

/** The fields that differ from what was shown. */
export function changesOf(shown: Changeable, { role, teamId, active }: Changeable): Partial<Changeable> {
  return {
    ...(role === shown.role ? {} : { role }),
    ...(teamId === shown.teamId ? {} : { teamId }),
    ...(active === shown.active ? {} : { active }),
  };
}
