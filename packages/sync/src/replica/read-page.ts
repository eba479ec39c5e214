import { upcastPulled } from '@marginiq/contract/document-versions';
import {
  type Changes,
  changesSchema,
  MAX_PULL_ROWS,
  PULLED_COLLECTIONS,
  type PulledCollection,
  type PullReply,
  pullReplySchema,
} from '@marginiq/contract/pull';
import type { Reference } from '@marginiq/contract/reference';
import { positionSchema } from '@marginiq/contract/scalars';
import { type StreamedPage, streamedPageSchema } from '@marginiq/contract/stream';
import { removalSchema } from '@marginiq/contract/synced';
import { z } from 'zod';
import type { SetAside } from './set-aside.ts';
import type { Upserts } from './stored-page.ts';

/** A page with only what can be read in its changes. */
export type ReadPage<P> = P & { setAside: SetAside[] };

const anything = z.array(z.unknown()).max(MAX_PULL_ROWS);
const unread = z.object({ upserts: anything, removals: anything });
const unreadChangesSchema = z.object({ requests: unread, customers: unread, products: unread, reference: unread });
type UnreadChanges = z.infer<typeof unreadChangesSchema>;

const unreadReplySchema = pullReplySchema.extend({ changes: unreadChangesSchema });
const unreadStreamedSchema = streamedPageSchema.extend({ changes: unreadChangesSchema });

/** For everything but people there is one document of each kind, identified by its kind. */
const IS_ONE_OF_ITS_KIND: Record<Reference['kind'], boolean> = {
  company: true,
  person: false,
  ruleSet: true,
  governance: true,
  statistics: true,
};

const idSchema = z.string().min(1).max(64);
const keySchema = z.object({ kind: z.string(), id: idSchema });

/** The identity of a document that cannot be read, as far as it can be determined. */
function keyIn(collection: PulledCollection, document: unknown): string | null {
  const { kind, id } = keySchema.shape;
  const given = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};
  const named = kind.safeParse(given.kind).data ?? '';
  const isOne = Object.hasOwn(IS_ONE_OF_ITS_KIND, named) && IS_ONE_OF_ITS_KIND[named as Reference['kind']];
  if (collection === 'reference' && isOne) return named;
  return id.safeParse(given.id).data ?? null;
}

interface Reading {
  /** The newest position that the page can tell of: no document in it is newer, whatever it claims. */
  newestSeq: number;
  by: string;
}

function setAsideOf(
  collection: PulledCollection,
  document: unknown,
  { index, error, newestSeq, by }: Reading & { index: number; error: z.ZodError },
): SetAside {
  const claimed = positionSchema.safeParse((document as { seq?: unknown } | null)?.seq).data ?? newestSeq;
  const seq = Math.min(claimed, newestSeq);
  const [issue] = error.issues;
  const where = `${issue?.path.join('.') || 'document'}: ${issue?.code ?? 'unknown'}`.slice(0, 200);
  return { collection, key: keyIn(collection, document) ?? `unnamed/${seq}/${index}`, seq, where, by };
}

function sorted(unsorted: UnreadChanges, reading: Reading): { changes: Changes; setAside: SetAside[] } {
  const changes: Record<PulledCollection, { upserts: unknown[]; removals: unknown[] }> = {
    requests: { upserts: [], removals: [] },
    customers: { upserts: [], removals: [] },
    products: { upserts: [], removals: [] },
    reference: { upserts: [], removals: [] },
  };
  const setAside: SetAside[] = [];
  for (const name of PULLED_COLLECTIONS) {
    const schema: z.ZodType = changesSchema.shape[name].shape.upserts.element;
    for (const [index, document] of unsorted[name].upserts.entries()) {
      const { data, error } = schema.safeParse(upcastPulled(name, document));
      if (error === undefined) changes[name].upserts.push(data);
      else setAside.push(setAsideOf(name, document, { ...reading, index, error }));
    }
    for (const [index, removal] of unsorted[name].removals.entries()) {
      const { data, error } = removalSchema.safeParse(removal);
      // Removals are applied, whatever else is invalid.
      const id = keyIn('requests', removal);
      if (error === undefined) changes[name].removals.push(data);
      else if (id !== null) changes[name].removals.push({ id, seq: reading.newestSeq });
      else setAside.push(setAsideOf(name, removal, { ...reading, index, error }));
    }
  }
  return { changes: changes as Changes, setAside };
}

/**
 * Names no program, so that each one takes it for another's, and pulls again what it cannot read of an earlier version's page.
 */
const BY_NOBODY = '';

const documents = z.array(z.unknown());
const setAsideSchema = z.object({
  collection: z.enum(PULLED_COLLECTIONS),
  key: z.string(),
  seq: positionSchema,
  where: z.string(),
  by: z.string(),
}) satisfies z.ZodType<SetAside>;

/** As much of a page's content as every version's has. */
const storedContentSchema = z.object({
  requests: documents,
  customers: documents,
  products: documents,
  reference: documents,
  setAside: z.array(setAsideSchema).default([]),
  /** The first programs named none. */
  contract: z.string().catch('none'),
});

const seqIn = (document: unknown): number =>
  positionSchema.safeParse((document as { seq?: unknown } | null)?.seq).data ?? 0;

/**
 * What another version of the program wrote to the disk, as this one reads it. What it cannot read is set aside, and everything is
 * pulled again for it (`Replica.readAgainFor`).
 * @returns null if that version lays pages out in a way that this one does not know
 */
export function rereadContent(written: unknown): { upserts: Upserts; setAside: SetAside[]; contract: string } | null {
  const { data: content } = storedContentSchema.safeParse(written);
  if (content === undefined) return null;
  const newestSeq = PULLED_COLLECTIONS.flatMap((name) => content[name].map(seqIn)).reduce((a, b) => Math.max(a, b), 0);
  const whole = (name: PulledCollection) => ({ upserts: content[name], removals: [] });
  const unread = { requests: whole('requests'), customers: whole('customers'), products: whole('products') };
  const { changes, setAside } = sorted({ ...unread, reference: whole('reference') }, { newestSeq, by: BY_NOBODY });
  const { requests, customers, products, reference } = changes;
  const read = { requests: requests.upserts, customers: customers.upserts, products: products.upserts };
  const upserts = { ...read, reference: reference.upserts };
  return { upserts, setAside: [...content.setAside, ...setAside], contract: content.contract };
}

/** The place at which a reply is invalid as a whole. */
export interface UnfitReply {
  where: string;
}

/**
 * A pull reply, with its unreadable documents set aside. Most replies are read in one go.
 * @returns the place at which it is invalid, if that is anywhere else: nothing can be continued from then
 */
export function readReply(reply: unknown, by: string): ReadPage<PullReply> | UnfitReply {
  const whole = pullReplySchema.safeParse(reply);
  if (whole.success) return { ...whole.data, setAside: [] };
  const { data, error } = unreadReplySchema.safeParse(reply);
  if (error !== undefined) return { where: error.issues[0]?.path.join('.') || 'reply' };
  return { ...data, ...sorted(data.changes, { newestSeq: data.newestSeq, by }) };
}

/** The same for a page that the stream brought; null if it does not fit as a whole: it is pulled then. */
export function readStreamed(page: unknown, by: string): ReadPage<StreamedPage> | null {
  const whole = streamedPageSchema.safeParse(page);
  if (whole.success) return { ...whole.data, setAside: [] };
  const { data, error } = unreadStreamedSchema.safeParse(page);
  if (error !== undefined) return null;
  return { ...data, ...sorted(data.changes, { newestSeq: data.seq, by }) };
}
