import type { Services } from '../procedures/services.ts';
import type { HealthCheck } from './health-check.ts';

export interface Readiness {
  ready: boolean;
  /** Why not; null if it is. */
  why: 'starting' | 'stopping' | 'maintenance' | 'mongodb' | null;
}

/** Whether a load balancer should send work here. Unlike `/health`, it says no to a process that works but is about to stop. */
export async function readReadiness(
  { lifecycle, maintenance }: Pick<Services, 'lifecycle' | 'maintenance'>,
  health: HealthCheck,
): Promise<Readiness> {
  const whyNot = async (): Promise<Readiness['why']> => {
    if (lifecycle.phase === 'starting') return 'starting';
    if (lifecycle.isStopping) return 'stopping';
    if (maintenance.refusal !== null) return 'maintenance';
    return (await health.read()).status === 'ok' ? null : 'mongodb';
  };
  const why = await whyNot();
  return { ready: why === null, why };
}
