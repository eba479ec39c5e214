import { Box, Group, Paper, Stack, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { useFormats } from '../overview/use-formats.ts';
import { ChangeButton, type PeopleProps, PersonName, PersonRole } from './person-parts.tsx';

/** The people one below the other, on a phone: a table would hide their figures beyond its edge. */
export function PeopleCards({ people, onChange }: PeopleProps) {
  const formats = useFormats();
  return (
    <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {people.map((person) => {
        const { id, pattern } = person;
        return (
          <Paper key={id} component="li" withBorder radius="lg" p="md">
            <Group justify="space-between" align="flex-start" gap="xs">
              <Box miw={0}>
                <PersonName person={person} />
              </Box>
              <Box>
                <PersonRole person={person} />
              </Box>
            </Group>
            {pattern === null ? null : (
              <Text size="xs" c="dimmed" mt="xs" style={{ fontVariantNumeric: 'tabular-nums' }}>
                {t('adminPeople.figures', {
                  count: pattern.deals,
                  deals: formats.count(pattern.deals),
                  discount: formats.percent(pattern.averageDiscountBp),
                  approved: formats.percent(pattern.approvedShareBp),
                })}
              </Text>
            )}
            <Group justify="flex-end" mt="xs">
              <ChangeButton person={person} onChange={onChange} />
            </Group>
          </Paper>
        );
      })}
    </Stack>
  );
}
