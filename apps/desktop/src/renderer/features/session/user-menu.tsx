import { Avatar, Box, Button, Group, Menu, Modal, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { t } from '@marginiq/ui/messages';
import { IconChevronDown, IconLock, IconLogout } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { draftsAtLeaving } from '../request/kept-draft.ts';
import { DRAFT_PORTS } from '../request/use-draft-form.ts';
import { SealingLine } from '../sealing/sealing-line.tsx';
import { useUnsettled } from '../sync/unsettled.ts';
import { PassphraseDialog } from './passphrase-dialog.tsx';
import { useSession } from './session-context.ts';

const NO_DRAFTS = { staying: 0, going: 0 };

export function UserMenu() {
  const { actor, profile, database, drafts: kept } = useWorkspace();
  const { signOut } = useSession();
  const { waiting, locked } = useUnsettled();
  const [asked, ask] = useDisclosure(false);
  const [sealing, seal] = useDisclosure(false);
  const [busy, setBusy] = useState(false);
  const [drafts, setDrafts] = useState(NO_DRAFTS);
  const unsent = waiting + locked;
  const account = useRef<HTMLButtonElement>(null);
  /** The menu item that opened a dialog is gone when it closes: the focus returns to the button that opened the menu. */
  const returnFocus = () => account.current?.focus();

  /** Leaves at once if nothing goes with it that only this device has, and nothing waits to be sent. */
  const leaveOrAsk = async () => {
    const found = await draftsAtLeaving(database, DRAFT_PORTS, kept.bareKeys).catch(() => NO_DRAFTS);
    setDrafts(found);
    if (unsent + found.going > 0) ask.open();
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
      {/* Without the placeholder the first item has the focus, and a menu may contain only items. */}
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
          {drafts.staying > 0 ? <Text size="sm">{t('session.signOutDrafts', { count: drafts.staying })}</Text> : null}
          {drafts.going > 0 ? <Text size="sm">{t('session.signOutBareDrafts', { count: drafts.going })}</Text> : null}
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
