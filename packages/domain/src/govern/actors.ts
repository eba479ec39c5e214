import type { Actor } from '@marginiq/contract/discount-request';
import { SYSTEM } from '../decision.ts';

/** Time: whatever is due is done in its name. */
export const TIMER: Actor = { ...SYSTEM, role: 'timer' };

/** The actor as recorded in a request's step: besides people, all releases know only `system`. */
export const stepActor = ({ userId, name, role }: Actor): Actor => ({
  userId,
  name,
  role: userId === null ? 'system' : role,
});
