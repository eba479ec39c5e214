import { z } from 'zod';
import { cursorSchema } from './cursor.ts';
import { customerSchema } from './customer.ts';
import { discountRequestSchema } from './discount-request.ts';
import { productSchema } from './product.ts';
import { protocolSchema } from './protocol.ts';
import { referenceSchema } from './reference.ts';
import { positionSchema } from './scalars.ts';
import { identitySchema } from './session.ts';
import { removalSchema } from './synced.ts';

/** The maximum number of rows in a page; the first of several has fewer, to reach the screen sooner. */
export const MAX_PULL_ROWS = 1_000;
export const MAX_HEAD_ROWS = 200;

/** The pull-only collections of a client. */
export const PULLED_COLLECTIONS = ['requests', 'customers', 'products', 'reference'] as const;
export type PulledCollection = (typeof PULLED_COLLECTIONS)[number];

export const pullInputSchema = z.object({
  protocol: protocolSchema,
  identity: identitySchema.nullish(),
  cursor: cursorSchema.nullable(),
  /** On a line that breaks down under full pages, the client asks for smaller ones. */
  maxRows: z.int().min(1).max(MAX_PULL_ROWS).nullish(),
});
export type PullInput = z.infer<typeof pullInputSchema>;

const changes = <T extends z.ZodType>(document: T) =>
  z.object({ upserts: z.array(document).max(MAX_PULL_ROWS), removals: z.array(removalSchema).max(MAX_PULL_ROWS) });

/** What became of documents, by collection. No id is in both lists. */
export const changesSchema = z.object({
  requests: changes(discountRequestSchema),
  customers: changes(customerSchema),
  products: changes(productSchema),
  reference: changes(referenceSchema),
});
export type Changes = z.infer<typeof changesSchema>;

export const pullReplySchema = z.object({
  /**
   * True: the given cursor cannot be continued; this is the first page of everything. Where there are more, it carries
   * what the person works with first (own open requests, own customers), and the pages behind it begin at 0.
   */
  reset: z.boolean(),
  changes: changesSchema,
  /** Where to continue. Stored together with the page, otherwise the page is read again. */
  cursor: cursorSchema,
  /** More pages wait behind this one. */
  more: z.boolean(),
  /** The company's newest position, for showing progress. */
  newestSeq: positionSchema,
});
export type PullReply = z.infer<typeof pullReplySchema>;
