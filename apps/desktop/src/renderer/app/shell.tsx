import { AppShell, Badge, Burger, Group, ScrollArea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Brand } from '@marginiq/ui/components/brand';
import { t } from '@marginiq/ui/messages';
import { IconFileDescription, IconInbox, IconPlus, IconSend } from '@tabler/icons-react';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { useDesktopShell } from '../features/desktop/use-desktop-shell.ts';
import { awaitsDecision } from '../features/inbox/awaits-decision.ts';
import { type DraftMemory, DraftMemoryContext } from '../features/request/use-drafts.ts';
import { HeldBackNotice } from '../features/sealing/held-back-notice.tsx';
import { UserMenu } from '../features/session/user-menu.tsx';
import { SyncBanner } from '../features/sync/sync-banner.tsx';
import { SyncChip } from '../features/sync/sync-chip.tsx';
import { useUnsettled } from '../features/sync/unsettled.ts';
import { useAnnouncements } from '../features/sync/use-announcements.ts';
import { useFocusAfterNavigation } from './focus.ts';
import { type ListMemory, ListMemoryContext } from './list-memory.ts';
import { NoticesRoom } from './notices.tsx';
import { sectionAt, useCameFrom } from './section.ts';
import { SectionLink } from './section-link.tsx';
import { useAccessChanges } from './use-access-changes.ts';
import { useRequiredUpdate } from './use-required-update.ts';
import { useRequests, useWorkspace } from './workspace-context.ts';

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
  const cameFrom = useCameFrom();
  const [listMemory] = useState<ListMemory>(() => new Map());
  const [draftMemory] = useState<DraftMemory>(() => ({ last: null }));
  const { actor } = useWorkspace();
  const requests = useRequests();
  useFocusAfterNavigation();
  useAnnouncements();
  useAccessChanges();
  useRequiredUpdate();
  useDesktopShell();

  const awaiting = useMemo(
    () => requests?.filter((view) => awaitsDecision(view, actor)).length ?? 0,
    [requests, actor],
  );
  const decides = actor.role !== 'salesperson';
  const { waiting, refused, locked } = useUnsettled();
  const destinations: Destination[] = [
    ...(decides
      ? [
          {
            to: '/inbox',
            label: t('nav.inbox'),
            icon: <IconInbox size={18} />,
            count: awaiting,
          },
        ]
      : []),
    {
      to: '/requests',
      label: t(decides ? 'nav.allRequests' : 'nav.myRequests'),
      icon: <IconFileDescription size={18} />,
    },
    { to: '/new', label: t('nav.newRequest'), icon: <IconPlus size={18} /> },
    {
      to: '/outbox',
      label: t('nav.outbox'),
      icon: <IconSend size={18} />,
      count: waiting + refused + locked,
      countColor: refused > 0 ? 'red' : 'orange',
    },
  ];

  const sections = destinations.map(({ to }) => to);
  const section = sectionAt(path, cameFrom, sections);

  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={t('page.menu')} />
            <Brand isCompact />
          </Group>
          <Group gap="md" wrap="nowrap" miw={0}>
            <SyncChip />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={t('page.main')}>
        <NoticesRoom />
        <AppShell.Section grow component={ScrollArea}>
          {destinations.map(({ to, label, icon, count = 0, countColor = 'pine' }) => (
            <SectionLink
              key={to}
              to={to}
              label={label}
              leftSection={icon}
              isCurrent={to === section}
              onClick={menu.close}
              rightSection={
                count > 0 ? (
                  <Badge size="sm" color={countColor} aria-label={t('nav.count', { count, page: label })}>
                    {count}
                  </Badge>
                ) : null
              }
            />
          ))}
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main bg="gray.0">
        <NoticesRoom />
        <SyncBanner />
        <HeldBackNotice />
        <ListMemoryContext value={listMemory}>
          <DraftMemoryContext value={draftMemory}>
            <Outlet />
          </DraftMemoryContext>
        </ListMemoryContext>
      </AppShell.Main>
    </AppShell>
  );
}
