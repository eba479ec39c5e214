import { Center, Stack, Text, ThemeIcon } from '@mantine/core';
import type { ReactNode } from 'react';

/** Shown while there is nothing yet: what will be here, and what to do. */
export function EmptyState({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <Center py={64} px="md">
      <Stack align="center" gap="sm" maw={420}>
        <ThemeIcon variant="light" color="gray" size={56} radius="xl">
          {icon}
        </ThemeIcon>
        <Text fw={600} size="lg" ta="center">
          {title}
        </Text>
        {children === undefined ? null : (
          <Text c="dimmed" ta="center" component="div">
            {children}
          </Text>
        )}
      </Stack>
    </Center>
  );
}
