import { z } from 'zod';

export const ROLES = ['salesperson', 'manager', 'admin'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

/** Who must approve. `none` where the fixed rules need nobody. Ordered from least to most authority. */
export const APPROVERS = ['none', 'manager', 'admin'] as const;
export const approverSchema = z.enum(APPROVERS);
export type Approver = z.infer<typeof approverSchema>;
