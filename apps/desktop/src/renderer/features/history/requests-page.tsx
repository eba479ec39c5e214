import { Box, Button, Group, Paper, SegmentedControl, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { IconFileDescription, IconPlus, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { Page } from '../../app/page.tsx';
import { useRequests, useSyncStatus, useWorkspace } from '../../app/workspace-context.ts';
import { DraftList } from '../request/draft-list.tsx';
import { filterRequests, isOpen, REQUEST_GROUPS, type RequestGroup } from './request-filter.ts';
import { RequestTable } from './request-table.tsx';

const LABELS: Record<RequestGroup, string> = { open: 'Open', decided: 'Decided', all: 'All' };

export function RequestsPage() {
  const { actor } = useWorkspace();
  const requests = useRequests();
  const status = useSyncStatus();
  const [group, setGroup] = useLocalStorage<RequestGroup>({ key: 'marginiq.requestGroup', defaultValue: 'all' });
  const [words, setWords] = useState('');
  const shown = useMemo(() => filterRequests(requests ?? [], group, words), [requests, group, words]);
  const own = actor.role === 'salesperson';
  const open = requests?.filter(isOpen).length ?? 0;

  return (
    <Page
      title={own ? 'My requests' : 'All requests'}
      subtitle={requests === null ? ' ' : `${open} open · ${requests.length} in all on this device`}
      actions={
        <Button component={Link} to="/new" leftSection={<IconPlus size={18} />}>
          New request
        </Button>
      }
    >
      <Stack gap="md">
        <DraftList />
        <Group justify="space-between">
          <SegmentedControl
            value={group}
            onChange={(value) => setGroup(value as RequestGroup)}
            data={REQUEST_GROUPS.map((value) => ({ value, label: LABELS[value] }))}
            aria-label="Which requests"
          />
          <TextInput
            placeholder="Search customer, product, number"
            aria-label="Search requests"
            leftSection={<IconSearch size={16} />}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            w={{ base: '100%', xs: 300 }}
          />
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
            <Box>
              <EmptyState
                icon={<IconFileDescription size={28} />}
                title={words === '' ? 'Nothing here' : 'Nothing found'}
              >
                {requests.length === 0 && status.syncedAt === null ? (
                  <Text>Your requests arrive with the first connection to the server.</Text>
                ) : words === '' ? (
                  <Text>Make a new request, or look at another group.</Text>
                ) : (
                  <Text>No request holds all of these words.</Text>
                )}
              </EmptyState>
            </Box>
          )}
        </Paper>
      </Stack>
    </Page>
  );
}
