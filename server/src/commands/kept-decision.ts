import { type Command, commandVersion } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { ActingUser } from '@marginiq/domain/context';
import { KEPT_FORM, type KeptInputs } from '@marginiq/domain/kept-inputs';
import type { KeptDecision } from '../tenancy/decision-documents.ts';
import { keptBefore } from './kept-before.ts';
import { requestDigest } from './request-digest.ts';

/** The inputs of a command's decision. @param after null if it was refused */
export function keptDecision(
  { type, provisional = null }: Command,
  {
    actor,
    inputs,
    before,
    after,
  }: { actor: ActingUser; inputs: KeptInputs; before: DiscountRequest | null; after: DiscountRequest | null },
): KeptDecision {
  const { userId, name, role, teamId } = actor;
  return {
    form: KEPT_FORM,
    version: commandVersion(type),
    actor: { userId, name, role, teamId },
    provisional,
    inputs,
    beforeSeq: before?.seq ?? null,
    ...(after === null ? {} : keptBefore(before)),
    left: after && { seq: after.seq, digest: requestDigest(after) },
  };
}
