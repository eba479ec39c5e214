import { NativeSelect } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import type { ListedPerson } from './listed-person.ts';

/** Nobody, or no team: what a list of the system's own can hold in the place of null. */
export const NOBODY = '';

interface Props {
  person: ListedPerson;
  people: readonly ListedPerson[];
  chosen: string;
  onChoose: (id: string) => void;
  autoFocus?: boolean;
}

/** Who gets what a person looks after. Only somebody in a team can: its manager decides. */
export function HandOverChoice({ person, people, chosen, onChoose, autoFocus = false }: Props) {
  const others = people.filter(({ id, active, teamId }) => id !== person.id && active && teamId !== null);
  return (
    <NativeSelect
      label={t('adminPeople.handOverTo')}
      description={t('adminPeople.handOverHint', { name: person.name })}
      value={chosen}
      onChange={(event) => onChoose(event.currentTarget.value)}
      data={[
        { value: NOBODY, label: t('adminPeople.nobody') },
        ...others.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      {...(autoFocus ? { 'data-autofocus': true, autoFocus } : {})}
    />
  );
}
