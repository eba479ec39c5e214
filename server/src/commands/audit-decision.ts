import type { AuditEntry } from '@marginiq/contract/audit';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { ActingUser } from '@marginiq/domain/context';
import { type Decision, SYSTEM } from '@marginiq/domain/decision';
import type { CommandRecord } from '../tenancy/documents.ts';
import { auditEntry, auditedRequest, auditedStep } from './audit-entry.ts';

/** A command that was decided: by whom it was given, and the request before and after it. */
interface Decided {
  record: CommandRecord;
  decision: Decision;
  actor: ActingUser;
  before: DiscountRequest | null;
  after: DiscountRequest | null;
}

/** What the audit log says of a decision: what the person did, and the system's approval if that followed. */
export function auditEntriesOf({ record, decision, actor, before, after }: Decided, newId: () => string): AuditEntry[] {
  // What a refused command was about may be another person's: it is named only where it was changed.
  const mayName = decision.accepted || decision.refusal.current !== null;
  const about = {
    deviceId: record.deviceId,
    commandId: record._id,
    requestId: record.outcome.requestId,
    result: record.outcome.status,
    refusal: record.outcome.refusal,
    after: auditedRequest(after),
    versions: decision.inputs,
  };
  const { userId, name, role } = actor;
  const required = { companyId: record.companyId, at: record.outcome.decidedAt };
  const byActor = auditEntry(
    { ...required, id: newId(), action: record.type, actor: { userId, name, role } },
    { ...about, before: mayName ? auditedRequest(before) : null, after: auditedStep(before, after) },
  );
  if (!decision.accepted || !decision.events.some(({ type }) => type === 'autoApproved')) return [byActor];
  return [byActor, auditEntry({ ...required, id: newId(), action: 'request.autoApprove', actor: SYSTEM }, about)];
}
