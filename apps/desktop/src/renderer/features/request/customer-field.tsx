import { Alert, Badge, Group, Select, Stack, Text } from '@mantine/core';
import type { Customer } from '@marginiq/contract/customer';
import { IconForbid2 } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useFormats, useKnowledge } from '../../app/workspace-context.ts';

const CLASS_COLORS = { A: 'teal', B: 'blue', C: 'gray' } as const;

function CustomerFacts({ customer }: { customer: Customer }) {
  const formats = useFormats();
  const { deals, averageDiscountBp, wonShareBp } = customer.history;
  const place = [customer.city, customer.country].filter(Boolean).join(', ');
  const past =
    deals === 0
      ? 'no deals yet'
      : `${deals} deals, usually ${formats.percent(averageDiscountBp)}, ${formats.percent(wonShareBp)} won`;
  return (
    <Group gap="xs">
      <Badge variant="light" color={CLASS_COLORS[customer.class]} tt="none">
        Class {customer.class}
      </Badge>
      <Text size="sm" c="dimmed">
        {[customer.segment, place, past].filter(Boolean).join(' · ')}
      </Text>
    </Group>
  );
}

/** A customer of this person's own, found by name, code or city. */
export function CustomerField({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (customerId: string | null) => void;
}) {
  const knowledge = useKnowledge();
  const customers = knowledge?.customers;
  const options = useMemo(
    () =>
      [...(customers?.values() ?? [])].map(({ id, name, code, city }) => ({
        value: id,
        label: `${name} · ${city || code}`,
      })),
    [customers],
  );
  const chosen = value === null ? undefined : customers?.get(value);
  return (
    <Stack gap="xs">
      <Select
        label="Customer"
        placeholder={options.length === 0 ? 'Your customers have not arrived yet' : 'Search by name or city'}
        data={options}
        value={value}
        onChange={onChange}
        searchable
        limit={50}
        nothingFoundMessage="No customer of yours has that name"
        maxDropdownHeight={320}
        comboboxProps={{ shadow: 'md' }}
      />
      {chosen === undefined ? null : <CustomerFacts customer={chosen} />}
      {chosen?.blocked ? (
        <Alert color="red" icon={<IconForbid2 />} title="This customer is blocked">
          {chosen.blockedReason ?? 'No discounts can be given.'}
        </Alert>
      ) : null}
    </Stack>
  );
}
