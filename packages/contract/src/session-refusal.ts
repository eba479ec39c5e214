import { z } from 'zod';

/**
 * Why the server does not continue a session. `ended`: sign in again. `deviceRevoked`: an admin took this device's
 * access away, and its data is to be wiped. `personInactive`: an admin deactivated the account; the device removes what a
 * sign-out removes, and unsent actions wait until it is active again. `companySuspended`: the company has no access for now;
 * what waits is kept. `otherSession`: the session belongs to another person, company or device than the program that uses it:
 * it stops. A program that does not know a refusal goes by the code of its reply, UNAUTHORIZED, and asks to sign in.
 */
export const SESSION_REFUSALS = [
  'ended',
  'deviceRevoked',
  'personInactive',
  'companySuspended',
  'otherSession',
] as const;
export const sessionRefusalSchema = z.enum(SESSION_REFUSALS);
export type SessionRefusal = z.infer<typeof sessionRefusalSchema>;
