import type { Actor } from '@marginiq/contract/discount-request';
import { SYSTEM } from '../decision.ts';

/** Time: whatever is due is done in its name. */
export const TIMER: Actor = { ...SYSTEM, role: 'timer' };

/** As a step of a request names whoever did it: beside people, every release knows `system` alone. */
export const stepActor = ({ userId, name, role }: Actor): Actor => ({
  userId,
  name,
  role: userId === null ? 'system' : role,
});
