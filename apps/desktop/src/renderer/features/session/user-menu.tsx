import { Avatar, Box, Button, Group, Menu, Modal, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { t } from '@marginiq/ui/messages';
import { IconChevronDown, IconLock, IconLogout } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { countUnreadableDrafts, readDrafts } from '../request/kept-draft.ts';
import { DRAFT_PORTS } from '../request/use-draft-form.ts';
import { SealingLine } from '../sealing/sealing-line.tsx';
import { useUnsettled } from '../sync/unsettled.ts';
import { PassphraseDialog } from './passphrase-dialog.tsx';
import { useSession } from './session-context.ts';

export function UserMenu() {
  const { actor, profile, database } = useWorkspace();
  const { signOut } = useSession();
  const { waiting, locked } = useUnsettled();
  const [asked, ask] = useDisclosure(false);
  const [sealing, seal] = useDisclosure(false);
  const [busy, setBusy] = useState(false);
  const [drafts, setDrafts] = useState(0);
  const [unreadable, setUnreadable] = useState(0);
  const unsent = waiting + locked;
  const account = useRef<HTMLButtonElement>(null);
  /** The menu item that opened a dialog is gone when it closes: the focus returns to the button that opened the menu. */
  const returnFocus = () => account.current?.focus();

  /** Leaves at once if nothing goes with it that only this device has. */
  const leaveOrAsk = async () => {
    const kept = await readDrafts(database, DRAFT_PORTS).catch(() => []);
    const count = kept.filter(({ discardedAt }) => discardedAt === null).length;
    const locked = await countUnreadableDrafts(database).catch(() => 0);
    setDrafts(count);
    setUnreadable(locked);
    if (unsent + count + locked > 0) ask.open();
    else await leave();
  };
  const leave = async () => {
    setBusy(true);
    try {
      await signOut();
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      {/* Without the placeholder the first item has the focus, and a menu holds nothing but its items. */}
      <Menu position="bottom-end" width={240} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <UnstyledButton ref={account}>
            <Group gap="xs" wrap="nowrap">
              <Avatar name={profile.name} color="initials" size={32} aria-hidden />
              <Box maw={220}>
                <Text size="sm" fw={600} lh={1.2} visibleFrom="sm" truncate>
                  {profile.name}
                </Text>
                <Text size="xs" c="dimmed" lh={1.2} visibleFrom="sm" truncate>
                  {t('session.roleAtCompany', { role: t(`role.${actor.role}`), company: profile.companyName })}
                </Text>
              </Box>
              <VisuallyHidden>{t('session.account', { name: profile.name })}</VisuallyHidden>
              <IconChevronDown size={14} aria-hidden />
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{profile.email}</Menu.Label>
          <SealingLine />
          <Menu.Item leftSection={<IconLock size={16} />} onClick={seal.open}>
            {t('session.passphraseMenu')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leaveOrAsk()}>
            {t('session.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PassphraseDialog opened={sealing} onClose={seal.close} onClosed={returnFocus} />
      <Modal
        opened={asked}
        onClose={ask.close}
        onExitTransitionEnd={returnFocus}
        returnFocus={false}
        title={t(unsent > 0 ? 'session.signOutTitle' : 'session.signOutDraftsTitle')}
        closeButtonProps={{ 'aria-label': t('session.close') }}
        centered
      >
        <Stack>
          {unsent > 0 ? <Text size="sm">{t('session.signOutUnsent', { count: unsent })}</Text> : null}
          {drafts > 0 ? <Text size="sm">{t('session.signOutDrafts', { count: drafts })}</Text> : null}
          {unreadable > 0 ? <Text size="sm">{t('session.signOutUnreadable', { count: unreadable })}</Text> : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={ask.close}>
              {t('session.staySignedIn')}
            </Button>
            <Button color="red" loading={busy} onClick={leave}>
              {t('session.signOutAnyway')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
