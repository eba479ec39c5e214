import { Accordion, Button, Center, Paper, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { t } from '@marginiq/ui/messages';
import { IconHistory, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Load, Page } from '../../app/page.tsx';
import { useAdminSession } from '../session/session-context.ts';
import { AuditRow } from './audit-row.tsx';
import { ALL_ENTRIES, wantedEntries } from './wanted-entries.ts';

/** What the server accepts. */
const MAX_TYPED = 200;

function NoEntries({ typed }: { typed: string }) {
  return (
    <Paper withBorder radius="lg">
      <EmptyState icon={<IconHistory size={28} />} title={t(typed === '' ? 'adminAudit.empty' : 'adminAudit.notFound')}>
        {typed === '' ? t('adminAudit.emptyDetail') : t('adminAudit.notFoundDetail', { typed })}
      </EmptyState>
    </Paper>
  );
}

export function AuditPage() {
  const { session } = useAdminSession();
  const [words, setWords] = useState('');
  const [typed] = useDebouncedValue(words.trim(), 300);
  const wanted = wantedEntries(typed);
  const filter = wanted ?? ALL_ENTRIES;
  const query = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) => session.trpc.admin.audit.query({ before: pageParam, ...filter }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.more ? (page.entries.at(-1)?.at ?? null) : null),
  });
  const isTooWide = query.data?.pages[0]?.tooManyCustomers === true;
  const unclear = isTooWide ? t('adminAudit.tooManyCustomers') : t('adminAudit.searchUnclear');
  return (
    <Page title={t('adminAudit.title')} subtitle={t('adminAudit.subtitle')}>
      <Stack>
        <TextInput
          label={t('adminAudit.search')}
          description={t('adminAudit.searchHint')}
          placeholder={t('adminAudit.searchPlaceholder')}
          leftSection={<IconSearch size={16} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          error={isTooWide || wanted === null ? unclear : null}
          maxLength={MAX_TYPED}
          maw={420}
        />
        <Load query={query}>
          {({ pages }) => {
            const entries = pages.flatMap((page) => page.entries);
            if (entries.length === 0) return isTooWide ? null : <NoEntries typed={typed} />;
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
                      {t('adminAudit.older')}
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
