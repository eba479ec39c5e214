import { notifications } from '@mantine/notifications';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { type RefObject, useEffect, useRef } from 'react';
import { useEntries, useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { type Announcement, outcomeAnnouncement, statusAnnouncement } from './announcement.ts';

const LONG_MS = 8_000;

function show(announcement: Announcement | null, id?: string): void {
  if (announcement === null) return;
  const { title, message, color, isLong } = announcement;
  const named = id === undefined ? {} : { id };
  notifications.show({ ...named, title, message, color, ...(isLong ? { autoClose: LONG_MS } : {}) });
}

/**
 * A refusal that was dealt with is no longer news. Its notice would stay while the pointer rests on it, over a button
 * perhaps that comes next.
 */
function useHideSettled(refusals: RefObject<Set<string>>): void {
  const entries = useEntries();
  useEffect(() => {
    const held = new Set(entries.map(({ command }) => command.id));
    for (const id of refusals.current) {
      if (held.has(id)) continue;
      refusals.current.delete(id);
      notifications.hide(id);
    }
  }, [entries, refusals]);
}

/** Tells the user what became of their own requests, while they look elsewhere. */
export function useAnnouncements(): void {
  const { outbox, actor } = useWorkspace();
  const requests = useRequests();
  const known = useRef<Map<string, DiscountRequest['status']> | null>(null);
  const refusals = useRef(new Set<string>());
  useHideSettled(refusals);

  useEffect(() => {
    const subscription = outbox.settled$.subscribe((outcome) => {
      void outbox.entries().then((entries) => {
        const command = entries.find((entry) => entry.command.id === outcome.commandId)?.command;
        if (command !== undefined && outcome.refusal !== null) refusals.current.add(outcome.commandId);
        show(outcomeAnnouncement(outcome, command ?? null), outcome.commandId);
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
