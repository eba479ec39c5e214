import { Button, Group, Paper, SegmentedControl, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { t } from '@marginiq/ui/messages';
import { IconFileDescription, IconPlus, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useRememberedWords } from '../../app/list-memory.ts';
import { Page } from '../../app/page.tsx';
import { useFormats, useKnowledge, useRequests, useSyncStatus, useWorkspace } from '../../app/workspace-context.ts';
import { DraftList } from '../request/draft-list.tsx';
import { isOpen, REQUEST_GROUPS, type RequestGroup, RequestSearch } from './request-filter.ts';
import { RequestTable } from './request-table.tsx';
import { UnmadeList } from './unmade-list.tsx';

function NothingHere({ words, isEmpty }: { words: string; isEmpty: boolean }) {
  const { syncedAt } = useSyncStatus();
  return (
    <EmptyState
      icon={<IconFileDescription size={28} />}
      title={t(words === '' ? 'requests.none' : 'requests.notFound')}
    >
      {isEmpty && syncedAt === null
        ? t('requests.notReceived')
        : t(words === '' ? 'requests.noneDetail' : 'requests.notFoundDetail')}
    </EmptyState>
  );
}

export function RequestsPage() {
  const { actor } = useWorkspace();
  const requests = useRequests();
  const customers = useKnowledge()?.customers;
  const formats = useFormats();
  const [group, setGroup] = useLocalStorage<RequestGroup>({
    key: 'marginiq.requestGroup',
    defaultValue: 'all',
    getInitialValueInEffect: false,
  });
  const [words, setWords] = useRememberedWords();
  const [search] = useState(() => new RequestSearch());
  const shown = useMemo(() => {
    const codeOf = (customerId: string) => customers?.get(customerId)?.code ?? null;
    return search.find(requests ?? [], { group, words, codeOf });
  }, [search, requests, customers, group, words]);
  const own = actor.role === 'salesperson';
  const all = requests?.length ?? 0;
  const open = useMemo(() => requests?.filter(isOpen).length ?? 0, [requests]);

  return (
    <Page
      title={t(own ? 'nav.myRequests' : 'nav.allRequests')}
      subtitle={
        requests === null ? ' ' : t('requests.subtitle', { open: formats.count(open), all: formats.count(all) })
      }
      actions={
        <Button component={Link} to="/new" leftSection={<IconPlus size={18} />}>
          {t('nav.newRequest')}
        </Button>
      }
    >
      <Stack gap="md">
        <UnmadeList />
        <DraftList />
        <Group justify="space-between">
          <SegmentedControl
            value={group}
            onChange={(value) => setGroup(value as RequestGroup)}
            data={REQUEST_GROUPS.map((value) => ({ value, label: t(`requests.group.${value}`) }))}
            aria-label={t('requests.groups')}
          />
          <Group gap="sm" w={{ base: '100%', xs: 'auto' }} wrap="nowrap">
            {words.trim() === '' ? null : (
              <Text size="sm" c="dimmed" role="status" data-testid="found" style={{ whiteSpace: 'nowrap' }}>
                {t('requests.found', { shown: formats.count(shown.length), all: formats.count(all) })}
              </Text>
            )}
            <TextInput
              placeholder={t('requests.searchPlaceholder')}
              aria-label={t('requests.search')}
              leftSection={<IconSearch size={16} />}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
              w={{ base: '100%', xs: 300 }}
            />
          </Group>
        </Group>
        <Paper withBorder radius="lg" style={{ overflow: 'hidden' }}>
          {requests === null ? (
            <Stack p="md">
              {['a', 'b', 'c', 'd'].map((key) => (
                <Skeleton key={key} h={40} />
              ))}
            </Stack>
          ) : shown.length > 0 ? (
            <RequestTable views={shown} showOwner={!own} />
          ) : (
            <NothingHere words={words} isEmpty={requests.length === 0} />
          )}
        </Paper>
      </Stack>
    </Page>
  );
}
