import { AppShell, Badge, Burger, Group, NavLink, ScrollArea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Brand } from '@marginiq/ui/components/brand';
import { IconFileDescription, IconInbox, IconPlus, IconSend } from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useDesktopShell } from '../features/desktop/use-desktop-shell.ts';
import { awaitsDecision } from '../features/inbox/awaits-decision.ts';
import { HeldBackNotice } from '../features/sealing/held-back-notice.tsx';
import { UserMenu } from '../features/session/user-menu.tsx';
import { SyncBanner } from '../features/sync/sync-banner.tsx';
import { SyncChip } from '../features/sync/sync-chip.tsx';
import { useAnnouncements } from '../features/sync/use-announcements.ts';
import { useAccessChanges } from './use-access-changes.ts';
import { useRequiredUpdate } from './use-required-update.ts';
import { useEntries, useRequests, useWorkspace } from './workspace-context.ts';

interface Destination {
  to: string;
  label: string;
  icon: ReactNode;
  count?: number;
  countColor?: string;
}

export function Shell() {
  const [opened, menu] = useDisclosure(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const { actor } = useWorkspace();
  const requests = useRequests();
  const entries = useEntries();
  useAnnouncements();
  useAccessChanges();
  useRequiredUpdate();
  useDesktopShell();

  const decides = actor.role !== 'salesperson';
  const unsettled = entries.filter(({ state }) => state !== 'accepted');
  const refused = unsettled.some(({ state }) => state === 'refused');
  const destinations: Destination[] = [
    ...(decides
      ? [
          {
            to: '/inbox',
            label: 'Inbox',
            icon: <IconInbox size={18} />,
            count: requests?.filter((view) => awaitsDecision(view, actor)).length ?? 0,
          },
        ]
      : []),
    { to: '/requests', label: decides ? 'All requests' : 'My requests', icon: <IconFileDescription size={18} /> },
    { to: '/new', label: 'New request', icon: <IconPlus size={18} /> },
    {
      to: '/outbox',
      label: 'Waiting to send',
      icon: <IconSend size={18} />,
      count: unsettled.length,
      countColor: refused ? 'red' : 'orange',
    },
  ];

  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label="Menu" />
            <Brand />
          </Group>
          <Group gap="md" wrap="nowrap">
            <SyncChip />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Main">
        <AppShell.Section grow component={ScrollArea}>
          {destinations.map(({ to, label, icon, count = 0, countColor = 'pine' }) => (
            <NavLink
              key={to}
              component={Link}
              to={to}
              label={label}
              leftSection={icon}
              active={path === to || path.startsWith(`${to}/`)}
              onClick={menu.close}
              rightSection={
                count > 0 ? (
                  <Badge size="sm" color={countColor} aria-label={`${count} in ${label}`}>
                    {count}
                  </Badge>
                ) : null
              }
              mb={4}
              style={{ borderRadius: 'var(--mantine-radius-md)' }}
            />
          ))}
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main bg="gray.0">
        <SyncBanner />
        <HeldBackNotice />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
