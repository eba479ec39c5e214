import { Alert, Button, Paper, Stack, Text } from '@mantine/core';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { t } from '@marginiq/ui/messages';
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { focusHeading } from '../../app/focus.ts';
import { useLive } from '../../app/live.ts';
import { Page } from '../../app/page.tsx';
import { useEntries, useFormats, useSyncStatus, useWorkspace } from '../../app/workspace-context.ts';
import type { SyncTone } from './sync-words.ts';
import { UnreadableDocuments } from './unreadable-documents.tsx';
import { UnreadableEntries } from './unreadable-entries.tsx';
import { UnsettledEntry } from './unsettled-entry.tsx';
import { useSyncWords } from './use-sync-words.ts';

const COLORS: Record<SyncTone, string> = { good: 'teal', busy: 'blue', waiting: 'orange', bad: 'red' };

/** The connection in a sentence. Separate from the list, because it is drawn again every second. */
function Connection() {
  const { syncedAt } = useSyncStatus();
  const formats = useFormats();
  const { tone, label, detail } = useSyncWords();
  return (
    <Alert color={COLORS[tone]} title={label} data-testid="connection">
      <Text size="sm">{detail}</Text>
      {syncedAt === null ? null : <Text size="sm">{t('sync.lastSynced', { at: formats.dateTime(syncedAt) })}</Text>}
    </Alert>
  );
}

/** What this device has not settled with the server: waiting, or not accepted. */
export function OutboxPage() {
  const { engine, held: heldBack } = useWorkspace();
  const entries = useEntries().filter(({ state }) => state !== 'accepted');
  const held = useLive(heldBack);
  const unreadable = held.lockedWaiting + held.lockedRefused + held.damaged;
  const list = useRef<HTMLDivElement>(null);
  const discarded = useRef(false);
  const count = entries.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one fewer is what it waits for
  useEffect(() => {
    if (!discarded.current) return;
    discarded.current = false;
    const next = list.current?.querySelector<HTMLElement>('[data-discard]');
    if (next) next.focus();
    else focusHeading();
  }, [count]);
  return (
    <Page
      title={t('outbox.title')}
      maxWidth={860}
      actions={
        <Button variant="default" leftSection={<IconRefresh size={18} />} onClick={() => engine.wake()}>
          {t('outbox.tryNow')}
        </Button>
      }
    >
      <Stack gap="md" ref={list}>
        <Connection />
        <UnreadableDocuments />
        {entries.length + unreadable === 0 ? (
          <Paper withBorder radius="lg">
            <EmptyState icon={<IconCircleCheck size={28} />} title={t('outbox.empty')}>
              {t('outbox.emptyDetail')}
            </EmptyState>
          </Paper>
        ) : (
          <>
            {entries.map((entry) => (
              <UnsettledEntry
                key={entry.command.id}
                entry={entry}
                onGone={() => {
                  discarded.current = true;
                }}
              />
            ))}
            <UnreadableEntries />
          </>
        )}
      </Stack>
    </Page>
  );
}
