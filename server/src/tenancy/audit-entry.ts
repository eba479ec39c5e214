import type { AuditEntry } from '@marginiq/contract/audit';
import type { Id } from '@marginiq/contract/scalars';

/** Who did what and when, and whatever else there is to say. */
export type NewAuditEntry = Pick<AuditEntry, 'id' | 'at' | 'action' | 'actor'> & Partial<Omit<AuditEntry, 'companyId'>>;

/** An audit entry with every field that is not given empty. */
export const auditEntry = (companyId: Id, entry: NewAuditEntry): AuditEntry => ({
  deviceId: null,
  commandId: null,
  requestId: null,
  result: 'accepted',
  refusal: null,
  before: null,
  after: null,
  versions: null,
  ...entry,
  companyId,
});
