import { z } from 'zod';
import { changes, customer, evaluation, id, product, reference, request } from './protocol-3.ts';

/*
 * What a program of protocol 4 reads of a page: as one of protocol 3, with more words, with owners and teams that may be missing,
 * and with limits. Frozen on purpose, and importing nothing of today's contract: those programs do not change any more.
 */

const position = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const handOver = z.object({ from: z.string().max(120), to: z.string().max(120) }).nullish();

const evaluationOf4 = evaluation.extend({
  holdReasons: z.array(
    z.enum(['autoApprovalOff', 'riskTooHigh', 'discountTooHigh', 'amountTooHigh', 'togetherTooHigh']),
  ),
  inputs: evaluation.shape.inputs.extend({ grantedMark: position.nullish() }),
});

const item = request.shape.items.element;
const step = request.shape.steps.element;

const requestOf4 = request.extend({
  ownerId: id.nullable(),
  items: z
    .array(item.extend({ name: z.string().max(200), category: z.string().max(80) }))
    .min(1)
    .max(100),
  evaluation: evaluationOf4,
  steps: z.array(step.extend({ kind: z.enum([...step.shape.kind.options, 'handOver']), handOver })).max(100),
  approvedUntil: z.iso.datetime().nullish(),
});

const customerOf4 = customer.extend({ ownerId: id.nullable(), teamId: id.nullable() });

/** Throws where such a program would set a document aside. */
export const changesOfProtocol4 = z.object({
  requests: changes(requestOf4),
  customers: changes(customerOf4),
  products: changes(product),
  reference: changes(reference),
});
