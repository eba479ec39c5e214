import type { Approver, Role } from '@marginiq/contract/roles';

const RANK: Record<Approver, number> = { none: 0, manager: 1, admin: 2 };
const OF_ROLE: Record<Role, Approver> = { salesperson: 'none', manager: 'manager', admin: 'admin' };

/** The authority that comes with a role. */
export const authorityOf = (role: Role): Approver => OF_ROLE[role];

/** The one of the two with more authority. */
export function moreAuthority(a: Approver, b: Approver): Approver {
  return RANK[a] >= RANK[b] ? a : b;
}

export function hasAuthority(holder: Approver, required: Approver): boolean {
  return RANK[holder] >= RANK[required];
}
