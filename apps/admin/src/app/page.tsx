import { Alert, Box, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { t } from '@marginiq/ui/messages';
import type { ReactNode } from 'react';
import { failureWords } from '../features/session/failure-words.ts';

export function Page({ title, subtitle, children }: { title: string; subtitle?: string; children: ReactNode }) {
  useDocumentTitle(t('adminShell.title', { page: title }));
  return (
    <Box maw={1120} mx="auto" style={{ overflowWrap: 'anywhere' }}>
      <Title order={1} size="h2">
        {title}
      </Title>
      {subtitle === undefined ? null : <Text c="dimmed">{subtitle}</Text>}
      <Box mt="lg">{children}</Box>
    </Box>
  );
}

interface Loaded<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** The requested data; until it arrives a skeleton, and a way to retry if it fails. */
export function Load<T>({ query, children }: { query: Loaded<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return (
      <Alert color="red" title={t('adminShell.notLoaded')} role="alert">
        <Group justify="space-between">
          <Text size="sm">{failureWords(query.error)}</Text>
          <Button size="xs" variant="default" onClick={() => void query.refetch()}>
            {t('general.tryAgain')}
          </Button>
        </Group>
      </Alert>
    );
  }
  return (
    <Stack>
      <Skeleton h={96} radius="lg" />
      <Skeleton h={240} radius="lg" />
    </Stack>
  );
}
