import { Badge, Button, Text } from '@mantine/core';
import type { Role } from '@marginiq/contract/roles';
import { t } from '@marginiq/ui/messages';
import { leftBehindWords } from './left-behind.ts';
import type { ListedPerson } from './listed-person.ts';

const COLORS: Record<Role, string> = { salesperson: 'gray', manager: 'blue', admin: 'pine' };

export function PersonName({ person }: { person: ListedPerson }) {
  const { name, email } = person;
  return (
    <>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <Text size="xs" c="dimmed">
        {email}
      </Text>
      {leftBehindWords(person).map((words) => (
        <Text key={words} size="xs" fw={600}>
          {words}
        </Text>
      ))}
    </>
  );
}

export function PersonRole({ person: { role, active } }: { person: ListedPerson }) {
  return (
    <>
      <Badge variant="light" color={COLORS[role]} tt="none" miw="max-content">
        {t(`role.${role}`)}
      </Badge>{' '}
      {active ? null : (
        <Badge variant="light" color="red" tt="none">
          {t('adminPeople.switchedOff')}
        </Badge>
      )}
    </>
  );
}

export interface PeopleProps {
  people: readonly ListedPerson[];
  onChange: (person: ListedPerson) => void;
}

export function ChangeButton({ person, onChange }: { person: ListedPerson; onChange: PeopleProps['onChange'] }) {
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={t('adminPeople.changeNamed', { name: person.name })}
      onClick={() => onChange(person)}
    >
      {t('adminPeople.change')}
    </Button>
  );
}
