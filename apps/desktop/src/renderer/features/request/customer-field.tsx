import { Alert, Badge, Group, Stack, Text } from '@mantine/core';
import type { Customer } from '@marginiq/contract/customer';
import { t } from '@marginiq/ui/messages';
import { IconForbid2 } from '@tabler/icons-react';
import { memo, useCallback, useMemo } from 'react';
import { useFormats, useKnowledge } from '../../app/workspace-context.ts';
import { CUSTOMER_PART } from './draft.ts';
import type { DraftForm } from './draft-form.ts';
import { OptionIndex } from './option-index.ts';
import { SearchField } from './search-field.tsx';
import { useDraftPart, useUnclear } from './use-draft-form.ts';

const CLASS_COLORS = { A: 'teal', B: 'blue', C: 'gray' } as const;

function CustomerFacts({ customer }: { customer: Customer }) {
  const formats = useFormats();
  const { deals, averageDiscountBp, wonShareBp } = customer.history;
  const place = [customer.city, customer.country].filter(Boolean).join(', ');
  const past = t('requestForm.customerDeals', {
    count: deals,
    discount: formats.percent(averageDiscountBp),
    won: formats.percent(wonShareBp),
  });
  return (
    <Group gap="xs">
      <Badge variant="light" color={CLASS_COLORS[customer.class]} tt="none">
        {t('requestForm.customerClass', { name: customer.class })}
      </Badge>
      <Text size="sm" c="dimmed">
        {[customer.segment, place, past].filter(Boolean).join(' · ')}
      </Text>
    </Group>
  );
}

const labelOf = ({ name, code, city }: Customer) => `${name} · ${city || code}`;

/** A customer of this person's own, found by name, code or city. */
export const CustomerField = memo(function CustomerField({ form }: { form: DraftForm }) {
  const customers = useKnowledge()?.customers;
  const customerId = useDraftPart(form, (draft) => draft.customerId);
  const index = useMemo(
    () =>
      new OptionIndex(customers?.values() ?? [], (customer) => ({
        label: labelOf(customer),
        names: [customer.name, customer.code],
        others: [customer.city],
      })),
    [customers],
  );
  const find = useCallback((words: string) => index.find(words), [index]);
  const choose = useCallback(
    (id: string) => {
      form.change((draft) => ({ ...draft, customerId: id }));
      form.changeKept({ title: customers?.get(id)?.name ?? null });
    },
    [form, customers],
  );
  const [unclear, setUnclear] = useUnclear(form, CUSTOMER_PART);
  const customer = customers?.get(customerId ?? '');
  const chosen = useMemo(() => {
    if (customerId === null) return null;
    return { id: customerId, label: customer === undefined ? t('requestForm.customerGone') : labelOf(customer) };
  }, [customerId, customer]);

  return (
    <Stack gap="xs">
      <SearchField
        label={t('requestForm.customer')}
        placeholder={t(customers?.size === 0 ? 'requestForm.customersMissing' : 'requestForm.customerPlaceholder')}
        chosen={chosen}
        find={find}
        onChoose={choose}
        nothingFound={t('requestForm.customerNone')}
        part={CUSTOMER_PART}
        unclear={unclear}
        onUnclear={setUnclear}
      />
      {customer === undefined ? null : <CustomerFacts customer={customer} />}
      {customer?.blocked ? (
        <Alert color="red" icon={<IconForbid2 />} title={t('requestForm.customerBlocked')}>
          {customer.blockedReason ?? t('requestForm.customerBlockedDetail')}
        </Alert>
      ) : null}
    </Stack>
  );
});
