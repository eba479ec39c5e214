import { Box, Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { t } from '@marginiq/ui/messages';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** The title that the browser writes into its history, unencrypted; the page's own title if it names no customer. */
  tabTitle?: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  maxWidth?: number;
}

export function Page({ title, tabTitle = title, subtitle, actions, children, maxWidth = 1240 }: Props) {
  useDocumentTitle(t('page.title', { page: tabTitle }));
  return (
    <Box maw={maxWidth} mx="auto">
      <Group justify="space-between" align="flex-end" mb="lg" gap="md">
        <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          {/* Takes the focus when the focused element is gone. */}
          <Title order={1} size="h2" tabIndex={-1} style={{ outline: 'none' }}>
            {title}
          </Title>
          {subtitle === undefined ? null : (
            <Text c="dimmed" component="div" mt={2}>
              {subtitle}
            </Text>
          )}
        </div>
        {actions === undefined ? null : <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}
