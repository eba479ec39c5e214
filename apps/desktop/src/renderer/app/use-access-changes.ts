import { notifications } from '@mantine/notifications';
import { t } from '@marginiq/ui/messages';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useKnowledge, useWorkspace } from './workspace-context.ts';

/** Stays until somebody has read it: buttons come and go with a role, and nobody should wonder why. Only the last one counts. */
function tell(id: string, message: string): void {
  // One that is shown already is not shown again with other words.
  notifications.hide(id);
  notifications.show({ id, title: t('access.title'), message, color: 'blue', autoClose: false });
}

/**
 * Tells the person at once when an admin gave or took a role or a team, and leaves a screen that the person may no longer
 * use. A form that is open stays as it is, with its text.
 */
export function useAccessChanges(): void {
  const { actor } = useWorkspace();
  const company = useKnowledge()?.reference.company ?? null;
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const navigate = useNavigate();
  const before = useRef(actor);
  const { role } = actor;

  useEffect(() => {
    const was = before.current;
    before.current = actor;
    if (was.userId !== actor.userId) return;
    if (was.role !== actor.role) {
      tell('access.role', t('access.role', { role: t(`role.${actor.role}`) }));
    }
    if (was.teamId !== actor.teamId) {
      const team = company?.teams.find(({ id }) => id === actor.teamId)?.name;
      tell('access.team', team === undefined ? t('access.noTeam') : t('access.team', { team }));
    }
  }, [actor, company]);

  useEffect(() => {
    if (role === 'salesperson' && path.startsWith('/inbox')) void navigate({ to: '/requests', replace: true });
  }, [role, path, navigate]);
}
