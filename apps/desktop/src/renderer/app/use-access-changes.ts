import { notifications } from '@mantine/notifications';
import { t } from '@marginiq/ui/messages';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useKnowledge, useWorkspace } from './workspace-context.ts';

/** Kept until somebody has read it: buttons come and go with a role, and nobody should wonder why. */
const STAYS = false;

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
    const title = t('access.title');
    if (was.role !== actor.role) {
      const message = t('access.role', { role: t(`role.${actor.role}`) });
      notifications.show({ id: 'access.role', title, message, color: 'blue', autoClose: STAYS });
    }
    if (was.teamId !== actor.teamId) {
      const team = company?.teams.find(({ id }) => id === actor.teamId)?.name;
      const message = team === undefined ? t('access.noTeam') : t('access.team', { team });
      notifications.show({ id: 'access.team', title, message, color: 'blue', autoClose: STAYS });
    }
  }, [actor, company]);

  useEffect(() => {
    if (role === 'salesperson' && path.startsWith('/inbox')) void navigate({ to: '/requests', replace: true });
  }, [role, path, navigate]);
}
