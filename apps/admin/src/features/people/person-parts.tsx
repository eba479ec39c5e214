import { Badge, Button, Text } from '@mantine/core';
import type { Person } from '@marginiq/contract/reference';
import type { Role } from '@marginiq/contract/roles';
import { t } from '@marginiq/ui/messages';

const COLORS: Record<Role, string> = { salesperson: 'gray', manager: 'blue', admin: 'pine' };

export function PersonName({ person: { name, email } }: { person: Person }) {
  return (
    <>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <Text size="xs" c="dimmed">
        {email}
      </Text>
    </>
  );
}

export function PersonRole({ person: { role, active } }: { person: Person }) {
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
  people: readonly Person[];
  onChange: (person: Person) => void;
}

export function ChangeButton({ person, onChange }: { person: Person; onChange: PeopleProps['onChange'] }) {
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
