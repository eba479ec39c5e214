import { z } from 'zod';

export const ROLES = ['salesperson', 'manager', 'admin'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

/**
 * Who acts, if it is not one of the company's people: MarginIQ itself (`system`), an operator at the server's command line, an import,
 * or time (`timer`: something was due). A request's steps name all of them `system`, as every release knows it.
 */
export const ACTOR_ROLES = [...ROLES, 'system', 'operator', 'import', 'timer'] as const;

/** Only admins see beyond teams: a salesperson's customers and a manager's inbox are those of a team. */
export const needsTeam = (role: Role): boolean => role !== 'admin';

/** Who must approve. `none` where the fixed rules need nobody. Ordered from least to most authority. */
export const APPROVERS = ['none', 'manager', 'admin'] as const;
export const approverSchema = z.enum(APPROVERS);
export type Approver = z.infer<typeof approverSchema>;
