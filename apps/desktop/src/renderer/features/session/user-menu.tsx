import { Avatar, Button, Group, Menu, Modal, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconLogout } from '@tabler/icons-react';
import { useState } from 'react';
import { useEntries, useWorkspace } from '../../app/workspace-context.ts';
import { useSession } from './session-context.ts';

const ROLE_LABELS = { salesperson: 'Sales', manager: 'Manager', admin: 'Admin' } as const;

export function UserMenu() {
  const { actor, profile } = useWorkspace();
  const { signOut } = useSession();
  const entries = useEntries();
  const [asked, ask] = useDisclosure(false);
  const [busy, setBusy] = useState(false);
  const unsent = entries.filter(({ state }) => state === 'waiting').length;

  const leave = async () => {
    setBusy(true);
    await signOut();
  };

  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <UnstyledButton>
            <Group gap="xs" wrap="nowrap">
              <Avatar name={profile.name} color="initials" size={32} aria-hidden />
              <div>
                <Text size="sm" fw={600} lh={1.2} visibleFrom="sm">
                  {profile.name}
                </Text>
                <Text size="xs" c="dimmed" lh={1.2} visibleFrom="sm">
                  {ROLE_LABELS[actor.role]} · {profile.companyName}
                </Text>
              </div>
              <VisuallyHidden>{profile.name}: account</VisuallyHidden>
              <IconChevronDown size={14} aria-hidden />
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{profile.email}</Menu.Label>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={unsent > 0 ? ask.open : leave}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={asked} onClose={ask.close} title="Some things were not sent yet" centered>
        <Stack>
          <Text size="sm">
            {unsent === 1 ? 'One action waits' : `${unsent} actions wait`} to be sent. If you sign out now, they stay on
            this device, and are sent when you sign in here again.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={ask.close}>
              Stay signed in
            </Button>
            <Button color="red" loading={busy} onClick={leave}>
              Sign out all the same
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
