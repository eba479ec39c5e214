import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { ActingUser } from '@marginiq/domain/context';
import { type Decision, SYSTEM } from '@marginiq/domain/decision';
import type { NewAuditEntry } from '../tenancy/audit-entry.ts';
import type { CommandRecord } from '../tenancy/documents.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { auditedRequest, auditedStep } from './audited-request.ts';

/** A command that was decided: by whom it was given, and the request before and after it. */
interface Decided {
  record: CommandRecord;
  decision: Decision;
  actor: ActingUser;
  before: DiscountRequest | null;
  after: DiscountRequest | null;
}

/** What the audit log records about a decision: what the person did, and the system's approval if one followed. */
function auditEntriesOf({ record, decision, actor, before, after }: Decided, newId: () => string): NewAuditEntry[] {
  // A refused command may concern another person's request: the request is named only if it was changed.
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
  const at = record.outcome.decidedAt;
  const byActor = {
    ...about,
    id: newId(),
    at,
    action: record.type,
    actor: { userId, name, role },
    before: mayName ? auditedRequest(before) : null,
    after: auditedStep(before, after),
  };
  if (!decision.accepted || !decision.events.some(({ type }) => type === 'autoApproved')) return [byActor];
  return [byActor, { ...about, id: newId(), at, action: 'request.autoApprove', actor: SYSTEM }];
}

/** Says in the audit log what was decided on a command, in the commit that stores its outcome. */
export function auditDecision(unit: Commit, decided: Decided, newId: () => string): void {
  for (const entry of auditEntriesOf(decided, newId)) unit.audit(entry);
}
