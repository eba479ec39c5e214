import { Accordion, Button, Center, Paper, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { IconHistory, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Load, Page } from '../../app/page.tsx';
import { useAdminSession } from '../session/session-context.ts';
import { AuditRow } from './audit-row.tsx';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function AuditPage() {
  const { session } = useAdminSession();
  const [words, setWords] = useState('');
  const [wanted] = useDebouncedValue(words.trim(), 300);
  const requestId = UUID.test(wanted) ? wanted.toLowerCase() : null;
  const query = useInfiniteQuery({
    queryKey: ['audit', requestId],
    queryFn: ({ pageParam }) => session.trpc.admin.audit.query({ before: pageParam, requestId }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.more ? (page.entries.at(-1)?.at ?? null) : null),
  });
  return (
    <Page title="Audit log" subtitle="Who did what, when, and on which versions. Nothing here is ever changed.">
      <Stack>
        <TextInput
          label="Request id"
          description="All requests, as long as this is empty"
          placeholder="01890a5d-ac96-774b-bcce-b302099a8057"
          leftSection={<IconSearch size={16} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          error={wanted !== '' && requestId === null ? 'This is not the whole id of a request' : null}
          maw={420}
        />
        <Load query={query}>
          {({ pages }) => {
            const entries = pages.flatMap((page) => page.entries);
            if (entries.length === 0) {
              return (
                <Paper withBorder radius="lg">
                  <EmptyState icon={<IconHistory size={28} />} title="Nothing yet">
                    Every decision appears here as it is made.
                  </EmptyState>
                </Paper>
              );
            }
            return (
              <>
                <Accordion variant="separated" radius="lg" chevronPosition="left">
                  {entries.map((entry) => (
                    <AuditRow key={entry.id} entry={entry} />
                  ))}
                </Accordion>
                {query.hasNextPage ? (
                  <Center>
                    <Button
                      variant="default"
                      loading={query.isFetchingNextPage}
                      onClick={() => void query.fetchNextPage()}
                    >
                      Load older
                    </Button>
                  </Center>
                ) : null}
              </>
            );
          }}
        </Load>
      </Stack>
    </Page>
  );
}
