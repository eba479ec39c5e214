import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { CommandRecord } from '@marginiq/server/tenancy/documents';
import { few, type Law } from './law.ts';

type StoredRequest = DiscountRequest & { _id: string };

/** Law 7: each approval names the revision that its approver saw, and was about that one. */
export const approvals: Law = async (world) => {
  const raw = await world.raw();
  const requests = await raw.collection<StoredRequest>('discountRequests').find().toArray();
  const byId = new Map(requests.map((request) => [request._id.slice(request.companyId.length + 1), request]));
  const accepted = { type: 'request.approve', 'outcome.status': 'accepted' };
  const commands = await raw.collection<CommandRecord>('commands').find(accepted).toArray();
  const broken = commands.flatMap(({ outcome, baseRevision, userId }) => {
    const step = byId
      .get(outcome.requestId ?? '')
      ?.steps.find(({ kind, at, by }) => kind === 'approve' && at === outcome.decidedAt && by.userId === userId);
    if (step === undefined) return [`approval ${outcome.commandId} left no step`];
    if (step.revision === baseRevision && outcome.revision === baseRevision) return [];
    return [`approval ${outcome.commandId} saw revision ${baseRevision} and stands on ${step.revision}`];
  });
  const unbound = requests.flatMap(({ _id, status, steps, revision }) => {
    const last = steps.findLast(({ kind }) => kind === 'approve');
    return status === 'approved' && last?.revision !== revision
      ? [`${_id} is approved in a revision nobody approved`]
      : [];
  });
  return few([...broken, ...unbound]).map((line) => `law 7: ${line}`);
};
