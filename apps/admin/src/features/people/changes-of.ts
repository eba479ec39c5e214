import type { ListedPerson } from './listed-person.ts';

type Changeable = Pick<ListedPerson, 'role' | 'teamId' | 'active'>;

/** What of it is another than as it was shown. */
export function changesOf(shown: Changeable, { role, teamId, active }: Changeable): Partial<Changeable> {
  return {
    ...(role === shown.role ? {} : { role }),
    ...(teamId === shown.teamId ? {} : { teamId }),
    ...(active === shown.active ? {} : { active }),
  };
}
