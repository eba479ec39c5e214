import { VERDICTS, type Verdict } from '@marginiq/contract/evaluation';
import { known } from '@marginiq/contract/open-enum';
import type { RequestStatus } from '@marginiq/contract/request-status';
import type { CommandRecord } from '@marginiq/server/tenancy/documents';
import type { World } from '../world/world.ts';
import { few, type Law } from './law.ts';

const STATUS_OF: Record<Verdict, RequestStatus | null> = {
  autoApprove: 'autoApproved',
  review: 'underReview',
  refuse: null,
};

/** Refusals that are about the request's own state, of which the verdict on its items says nothing. */
const ABOUT_STATE = new Set([
  'revisionChanged',
  'statusChanged',
  'saleUnchanged',
  'stepLimit',
  'notFound',
  'notAllowed',
  'requestExists',
  'customerUnknown',
  'expired',
]);

/** What is evaluated for its owner. An approval carries what its approver saw, and has another result. */
const EVALUATED = new Set(['request.submit', 'request.revise']);

async function broken(world: World, company: World['companies'][number]): Promise<string[]> {
  const raw = await world.raw();
  const records = await raw.collection<CommandRecord>('commands').find({ companyId: company.id }).toArray();
  const outcomeOf = new Map(records.map(({ outcome }) => [outcome.commandId, outcome]));
  const saved = world.members.filter((member) => member.company === company).flatMap(({ client }) => client.saved());
  return saved.flatMap(({ id, type, provisional }) => {
    const outcome = outcomeOf.get(id);
    const verdict = known(VERDICTS, provisional?.verdict ?? null);
    if (!EVALUATED.has(type) || verdict === null || outcome === undefined || outcome.changedInputs.length > 0)
      return [];
    if (outcome.refusal !== null && ABOUT_STATE.has(outcome.refusal.code)) return [];
    const shown = STATUS_OF[verdict];
    const decided = outcome.status === 'accepted' ? outcome.requestStatus : null;
    if (shown === decided) return [];
    return [`${type} ${id} was shown as ${verdict} and became ${decided ?? outcome.refusal?.code}`];
  });
}

/** Law 5: where no input changed in between, the server decided what the device had shown. */
export const verdicts: Law = async (world) => {
  const lines = await Promise.all(world.companies.map((company) => broken(world, company)));
  return few(lines.flat()).map((line) => `law 5: ${line}`);
};
