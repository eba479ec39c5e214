import { AppShell, Burger, Button, Group, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Brand } from '@marginiq/ui/components/brand';
import { t } from '@marginiq/ui/messages';
import { IconDeviceLaptop, IconHistory, IconLayoutDashboard, IconLogout, IconUsers } from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useAdminSession } from '../features/session/session-context.ts';

const destinations = () => [
  { to: '/', label: t('adminShell.overview'), icon: <IconLayoutDashboard size={18} /> },
  { to: '/people', label: t('adminShell.people'), icon: <IconUsers size={18} /> },
  { to: '/devices', label: t('adminShell.devices'), icon: <IconDeviceLaptop size={18} /> },
  { to: '/audit', label: t('adminShell.audit'), icon: <IconHistory size={18} /> },
];

export function Shell() {
  const [opened, menu] = useDisclosure(false);
  const { profile, signOut } = useAdminSession();
  const path = useRouterState({ select: ({ location }) => location.pathname.replace(/\/+$/, '') || '/' });
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={t('page.menu')} />
            <Brand suffix={t('adminShell.suffix')} isCompact />
          </Group>
          <Group gap="md" wrap="nowrap">
            <Text size="sm" c="dimmed" visibleFrom="sm" truncate maw={360}>
              {t('adminShell.who', { name: profile.name, company: profile.companyName })}
            </Text>
            <Button variant="default" size="xs" leftSection={<IconLogout size={14} />} onClick={() => void signOut()}>
              {t('adminShell.signOut')}
            </Button>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={t('page.main')}>
        {destinations().map(({ to, label, icon }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={label}
            leftSection={icon}
            active={path === to || path === `/admin${to === '/' ? '' : to}`}
            onClick={menu.close}
            mb={4}
            style={{ borderRadius: 'var(--mantine-radius-md)' }}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main bg="gray.0">
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
