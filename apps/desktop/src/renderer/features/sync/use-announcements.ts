import { notifications } from '@mantine/notifications';
import type { RequestStatus } from '@marginiq/contract/discount-request';
import { useEffect, useRef } from 'react';
import { useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { type Announcement, outcomeAnnouncement, statusAnnouncement } from './announcement.ts';

const LONG_MS = 12_000;

function show(announcement: Announcement | null): void {
  if (announcement === null) return;
  const { title, message, color, isLong } = announcement;
  notifications.show({ title, message, color, ...(isLong ? { autoClose: LONG_MS } : {}) });
}

/** Tells the user what became of their own requests, while they look elsewhere. */
export function useAnnouncements(): void {
  const { outbox, actor } = useWorkspace();
  const requests = useRequests();
  const known = useRef<Map<string, RequestStatus> | null>(null);

  useEffect(() => {
    const subscription = outbox.settled$.subscribe((outcome) => {
      void outbox.entries().then((entries) => {
        const command = entries.find((entry) => entry.command.id === outcome.commandId)?.command;
        show(outcomeAnnouncement(outcome, command ?? null));
      });
    });
    return () => subscription.unsubscribe();
  }, [outbox]);

  useEffect(() => {
    if (requests === null) return;
    const own = requests.filter(({ request, pending }) => request.ownerId === actor.userId && pending.length === 0);
    const before = known.current;
    known.current = new Map(own.map(({ request }) => [request.id, request.status]));
    if (before === null) return;
    for (const { request } of own) {
      const was = before.get(request.id);
      if (was !== undefined && was !== request.status) show(statusAnnouncement(request));
    }
  }, [requests, actor]);
}
