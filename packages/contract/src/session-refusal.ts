import { z } from 'zod';

/**
 * Why the server does not go on with a session. `ended`: sign in again. `deviceRevoked`: an admin took this device's
 * access away, and its data is to be wiped. `companySuspended`: nobody of the company gets on for now; what waits is kept.
 * `otherSession`: the session belongs to another person, company or device than the program that uses it: it stops.
 */
export const SESSION_REFUSALS = ['ended', 'deviceRevoked', 'companySuspended', 'otherSession'] as const;
export const sessionRefusalSchema = z.enum(SESSION_REFUSALS);
export type SessionRefusal = z.infer<typeof sessionRefusalSchema>;
