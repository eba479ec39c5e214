import { z } from 'zod';

/*
 * What a program of protocol 3 reads of a page, as its contract was when ids of owners and teams were still required. Frozen on
 * purpose, and importing nothing of today's contract: those programs do not change any more.
 */

export const id = z.uuidv7();
const instant = z.iso.datetime();
const money = z.int();
const price = z.int().min(0).max(1_000_000_000_000);
const share = z.int();
const discount = z.int().min(0).max(10_000);
const currency = z.string().regex(/^[A-Z]{3}$/);
const prose = z.string().trim().max(2000);
const role = z.enum(['salesperson', 'manager', 'admin']);
const onBreach = z.enum(['manager', 'admin', 'forbid']);
const synced = z.object({ id, companyId: id, seq: z.int().min(0) });

const margin = z.object({
  listMinor: money,
  netMinor: money,
  costMinor: money,
  marginMinor: money,
  marginBp: share,
  discountBp: share,
});

export const evaluation = z.object({
  total: margin,
  lines: z.array(margin),
  violations: z.array(
    z.object({
      code: z.enum(['customerBlocked', 'productDiscontinued', 'discountLimit', 'minimumMargin']),
      ruleId: id.nullable(),
      label: z.string(),
      productId: id.nullable(),
      limitBp: share.nullable(),
      actualBp: share.nullable(),
      onBreach,
    }),
  ),
  requiredApprover: z.enum(['none', 'manager', 'admin']),
  risk: z.object({
    score: z.int().min(0).max(100),
    factors: z.array(
      z.object({
        code: z.enum(['customerHistory', 'deviation', 'salespersonPattern', 'margin']),
        points: z.int().min(0).max(100),
        maxPoints: z.int().min(1).max(100),
      }),
    ),
  }),
  verdict: z.enum(['autoApprove', 'review', 'refuse']),
  holdReasons: z.array(z.enum(['autoApprovalOff', 'riskTooHigh', 'discountTooHigh', 'amountTooHigh'])),
  inputs: z.object({
    rulesVersion: z.int(),
    governanceVersion: z.int(),
    statisticsVersion: z.int(),
    customerSeq: z.int(),
    ownerSeq: z.int(),
    productSeqs: z.record(id, z.int()),
  }),
});

export const request = synced.extend({
  revision: z.int().min(1),
  status: z.enum([
    'draft',
    'underReview',
    'adjustmentRequested',
    'approved',
    'autoApproved',
    'rejected',
    'withdrawn',
    'expired',
  ]),
  ownerId: id,
  ownerName: z.string(),
  teamId: id.nullable(),
  customerId: id,
  customerName: z.string(),
  currency,
  items: z
    .array(
      z.object({
        productId: id,
        quantity: z.int().min(1).max(1_000_000),
        discountBp: discount,
        name: z.string(),
        category: z.string(),
        listPriceMinor: price,
        costMinor: price,
      }),
    )
    .min(1)
    .max(100),
  justification: prose,
  evaluation,
  steps: z.array(
    z.object({
      kind: z.enum([
        'submit',
        'revise',
        'autoApprove',
        'approve',
        'reject',
        'requestAdjustment',
        'withdraw',
        'expire',
        'recordSale',
      ]),
      revision: z.int().min(1),
      by: z.object({ userId: id.nullable(), name: z.string(), role: role.or(z.literal('system')) }),
      at: instant,
      note: prose.nullable(),
      suggestedDiscountBp: discount.nullable(),
    }),
  ),
  sale: z.enum(['won', 'lost', 'unknown']),
  madeAt: instant,
  submittedAt: instant,
  changedAt: instant,
  expiresAt: instant,
});

export const customer = synced.extend({
  code: z.string().min(1).max(40),
  name: z.string().min(1).max(200),
  class: z.enum(['A', 'B', 'C']),
  segment: z.string().max(60),
  city: z.string().max(100),
  country: z.string().max(100),
  blocked: z.boolean(),
  blockedReason: z.string().max(200).nullable(),
  ownerId: id,
  teamId: id,
  history: z.object({
    deals: z.int().min(0),
    averageDiscountBp: share,
    approvedShareBp: share,
    wonShareBp: share,
  }),
});

export const product = synced.extend({
  sku: z.string().min(1).max(60),
  name: z.string().min(1).max(200),
  category: z.string().min(1).max(80),
  unit: z.string().max(60),
  listPriceMinor: price,
  costMinor: price,
  discontinued: z.boolean(),
});

const rule = z.object({
  id,
  name: z.string().min(1).max(120),
  when: z.object({
    role: role.optional(),
    category: z.string().min(1).optional(),
    productId: id.optional(),
    customerClass: z.enum(['A', 'B', 'C']).optional(),
    customerId: id.optional(),
    segment: z.string().min(1).optional(),
  }),
  onBreach,
});

export const reference = z.discriminatedUnion('kind', [
  synced.extend({
    kind: z.literal('company'),
    name: z.string().min(1).max(120),
    slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/),
    currency,
    locale: z.string().min(2).max(20),
    teams: z.array(z.object({ id, name: z.string().min(1).max(80) })),
  }),
  synced.extend({
    kind: z.literal('person'),
    name: z.string().min(1).max(120),
    email: z.email(),
    role,
    teamId: id.nullable(),
    active: z.boolean(),
    pattern: z.object({ deals: z.int().min(0), averageDiscountBp: share, approvedShareBp: share }).nullable(),
  }),
  synced.extend({
    kind: z.literal('ruleSet'),
    version: z.int().min(1),
    rules: z
      .array(
        z.discriminatedUnion('kind', [
          rule.extend({ kind: z.literal('discountLimit'), maxDiscountBp: discount }),
          rule.extend({ kind: z.literal('minimumMargin'), minMarginBp: share }),
        ]),
      )
      .max(500),
    madeAt: instant,
  }),
  synced.extend({
    kind: z.literal('governance'),
    version: z.int().min(1),
    autoApproval: z.object({
      enabled: z.boolean(),
      maxRisk: z.int().min(0).max(100),
      maxDiscountBp: discount,
      maxNetTotalMinor: price,
    }),
    madeAt: instant,
  }),
  synced.extend({
    kind: z.literal('statistics'),
    version: z.int().min(1),
    deals: z.int().min(0),
    averageDiscountBp: share,
    averageMarginBp: share,
    computedAt: instant,
  }),
]);

export const changes = <T extends z.ZodType>(document: T) =>
  z.object({ upserts: z.array(document), removals: z.array(z.object({ id, seq: z.int().min(0) })) });

/** Throws what such a program would: it refuses a page as a whole, and stands still. */
export const changesOfProtocol3 = z.object({
  requests: changes(request),
  customers: changes(customer),
  products: changes(product),
  reference: changes(reference),
});
