import { Navigate } from '@tanstack/react-router';
import { useWorkspace } from './workspace-context.ts';

/** Salespeople begin with their requests, those who decide with their inbox. */
export function HomeRedirect() {
  const { actor } = useWorkspace();
  return <Navigate to={actor.role === 'salesperson' ? '/requests' : '/inbox'} replace />;
}
