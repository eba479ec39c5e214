import { notifications } from '@mantine/notifications';
import type { Person } from '@marginiq/contract/reference';
import { t } from '@marginiq/ui/messages';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useKnowledge, useWorkspace } from './workspace-context.ts';

/** Stays until somebody has read it: buttons come and go with a role, and nobody should wonder why. Only the last one counts. */
function tell(id: string, message: string): void {
  // Mantine does not update a notification that is already shown.
  notifications.hide(id);
  notifications.show({ id, title: t('access.title'), message, color: 'blue', autoClose: false });
}

/**
 * Tells the person at once when an admin gave or took a role or a team, and leaves a screen that the person may no longer
 * use. A form that is open stays as it is, with its text.
 */
export function useAccessChanges(): void {
  const { actor } = useWorkspace();
  const reference = useKnowledge()?.reference;
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const navigate = useNavigate();
  const { role, userId } = actor;
  // By the person's own document and not by the session's profile, which may be older than what this device holds: a start
  // without network is no news. While everything is read again the document is away for a moment, and nothing has changed.
  const person = reference?.people.get(userId);
  const before = useRef<Person | null>(null);

  useEffect(() => {
    if (person === undefined) return;
    const was = before.current;
    before.current = person;
    if (was === null) return;
    if (was.role !== person.role) tell('access.role', t('access.role', { role: t(`role.${person.role}`) }));
    if (was.teamId !== person.teamId) {
      const team = reference?.company?.teams.find(({ id }) => id === person.teamId)?.name;
      tell('access.team', team === undefined ? t('access.noTeam') : t('access.team', { team }));
    }
  }, [person, reference]);

  useEffect(() => {
    if (role === 'salesperson' && path.startsWith('/inbox')) void navigate({ to: '/requests', replace: true });
  }, [role, path, navigate]);
}
