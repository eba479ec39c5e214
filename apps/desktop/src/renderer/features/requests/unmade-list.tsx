import { Stack, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { useMemo } from 'react';
import { useEntries, useRequests } from '../../app/workspace-context.ts';
import { useReadingComplete } from '../sync/reading-complete.ts';
import { UnsettledEntry } from '../sync/unsettled-entry.tsx';
import { type UnmadeRequest, unmadeRequests } from './unmade-requests.ts';

/** Null until the local database has answered. */
export function useUnmadeRequests(): UnmadeRequest[] | null {
  const entries = useEntries();
  const requests = useRequests();
  return useMemo(() => (requests === null ? null : unmadeRequests(entries, requests)), [entries, requests]);
}

export function UnmadeEntry({ unmade }: { unmade: UnmadeRequest }) {
  const { entry } = unmade;
  const isDoomed = useReadingComplete() && entry.state === 'waiting';
  return <UnsettledEntry entry={entry} note={isDoomed ? <Text size="sm">{t('problem.doomedNew')}</Text> : null} />;
}

/** New requests that were not accepted, above the others: they need attention. */
export function UnmadeList() {
  const unmade = useUnmadeRequests() ?? [];
  if (unmade.length === 0) return null;
  return (
    <Stack gap="sm" component="section" aria-label={t('requests.notAccepted')} data-testid="not-accepted">
      {unmade.map((one) => (
        <UnmadeEntry key={one.entry.command.id} unmade={one} />
      ))}
    </Stack>
  );
}
