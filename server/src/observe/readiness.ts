import type { Lifecycle } from '../lifecycle.ts';
import type { HealthCheck } from './health.ts';

export interface Readiness {
  ready: boolean;
  /** Why not; null where it is. */
  why: 'starting' | 'stopping' | 'mongodb' | null;
}

/** Whether a load balancer should send work here. Unlike `/health`, it says no to a process that works but is about to stop. */
export async function readReadiness(lifecycle: Lifecycle, health: HealthCheck): Promise<Readiness> {
  const whyNot = async (): Promise<Readiness['why']> => {
    if (lifecycle.phase === 'starting') return 'starting';
    if (lifecycle.isStopping) return 'stopping';
    return (await health.read()).status === 'ok' ? null : 'mongodb';
  };
  const why = await whyNot();
  return { ready: why === null, why };
}
