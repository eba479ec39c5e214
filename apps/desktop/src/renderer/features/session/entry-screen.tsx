import { Box, Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Brand } from '@marginiq/ui/components/brand';
import { t } from '@marginiq/ui/messages';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  hint: string;
  /** Above the card: what happened, or what one should know first. */
  notice?: ReactNode;
  children: ReactNode;
}

/** The screens before the workspace: signing in, unlocking, a window that has stopped. */
export function EntryScreen({ title, hint, notice, children }: Props) {
  useDocumentTitle(t('session.signInTitle'));
  return (
    <Box component="main" bg="gray.0" mih="100vh">
      <Center mih="100vh" p="md">
        <Stack w="100%" maw={400} gap="lg">
          <Center>
            <Brand />
          </Center>
          {notice}
          <Paper withBorder shadow="sm" p="xl" radius="lg">
            <Stack gap="lg">
              <div>
                <Title order={1} size="h3">
                  {title}
                </Title>
                <Text c="dimmed" size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
                  {hint}
                </Text>
              </div>
              {children}
            </Stack>
          </Paper>
        </Stack>
      </Center>
    </Box>
  );
}
