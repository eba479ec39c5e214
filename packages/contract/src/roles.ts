import { z } from 'zod';

export const ROLES = ['salesperson', 'manager', 'admin'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

/** Only admins see beyond teams: a salesperson's customers and a manager's inbox are those of a team. */
export const needsTeam = (role: Role): boolean => role !== 'admin';

/** Who must approve. `none` where the fixed rules need nobody. Ordered from least to most authority. */
export const APPROVERS = ['none', 'manager', 'admin'] as const;
export const approverSchema = z.enum(APPROVERS);
export type Approver = z.infer<typeof approverSchema>;
