import { Box, Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Brand } from '@marginiq/ui/components/brand';
import type { ReactNode } from 'react';
import type { DesktopBridge, OpenSession } from '../../../bridge/bridge.ts';
import { SignInForm } from './sign-in-form.tsx';

interface Props {
  bridge: DesktopBridge;
  /** What happened before, where somebody was signed in. */
  notice: ReactNode;
  onSignedIn: (session: OpenSession) => void;
}

export function SignInScreen({ notice, ...props }: Props) {
  useDocumentTitle('Sign in · MarginIQ');
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
                  Sign in
                </Title>
                <Text c="dimmed" size="sm" mt={4}>
                  After this, MarginIQ works without network on this device.
                </Text>
              </div>
              <SignInForm {...props} />
            </Stack>
          </Paper>
        </Stack>
      </Center>
    </Box>
  );
}
