import { localRowKeys, readLocalRow, removeLocalRow, writeLocalRow } from '@marginiq/sync/database/local-state';
import type { LocalRxDatabase } from '@marginiq/sync/database/row';
import { z } from 'zod';
import { type Draft, draftSchema, emptyDraft } from './draft.ts';

export const DRAFT_PREFIX = 'draft:';
/** How long a discarded draft can be brought back. */
const DISCARDED_FOR_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * A draft on this device. Its id becomes the request's, and its command has an id from the beginning, so that however
 * often it is submitted there is one request and one command.
 */
export const keptDraftSchema = z.object({
  id: z.uuidv7(),
  commandId: z.uuidv7(),
  /** The request that it revises; null for a new one. */
  revises: z.object({ requestId: z.uuidv7(), baseRevision: z.int().min(1) }).nullable(),
  /** The customer's name, for the list of drafts. */
  title: z.string().nullable(),
  draft: draftSchema,
  changedAt: z.iso.datetime(),
  discardedAt: z.iso.datetime().nullable(),
});
export type KeptDraft = z.infer<typeof keptDraftSchema>;

export interface DraftPorts {
  now: () => string;
  newId: () => string;
}

export function newKeptDraft(
  { now, newId }: DraftPorts,
  given: Partial<Pick<KeptDraft, 'id' | 'revises' | 'draft' | 'title'>> = {},
): KeptDraft {
  return {
    id: given.id ?? newId(),
    commandId: newId(),
    revises: given.revises ?? null,
    title: given.title ?? null,
    draft: given.draft ?? emptyDraft(),
    changedAt: now(),
    discardedAt: null,
  };
}

export const draftKey = (id: string): string => `${DRAFT_PREFIX}${id}`;

export async function readDraft(database: LocalRxDatabase, id: string): Promise<KeptDraft | null> {
  const parsed = keptDraftSchema.safeParse(await readLocalRow(database, draftKey(id)));
  return parsed.success ? parsed.data : null;
}

export async function writeDraft(database: LocalRxDatabase, kept: KeptDraft): Promise<void> {
  await writeLocalRow(database, draftKey(kept.id), kept);
}

export async function removeDraft(database: LocalRxDatabase, id: string): Promise<void> {
  await removeLocalRow(database, draftKey(id));
}

const EARLIER_REVISION = /^draft:([0-9a-f-]{36}):(\d+)$/;

/** A draft of an earlier version has a key that names its purpose, and holds only the form. */
function fromEarlierRow(key: string, row: unknown, ports: DraftPorts): KeptDraft | null {
  const draft = draftSchema.safeParse(row);
  const [, requestId, revision] = EARLIER_REVISION.exec(key) ?? [];
  if (!draft.success || (key !== 'draft:new' && requestId === undefined)) return null;
  const revises = requestId === undefined ? null : { requestId, baseRevision: Number(revision) };
  return newKeptDraft(ports, { draft: draft.data, revises });
}

async function read(database: LocalRxDatabase, key: string, ports: DraftPorts): Promise<KeptDraft | null> {
  const row = await readLocalRow(database, key);
  const kept = keptDraftSchema.safeParse(row);
  if (kept.success) return kept.data;
  const adopted = fromEarlierRow(key, row, ports);
  if (adopted === null) return null;
  // Written before the old row is removed: if we are closed in between, it is there twice, never lost.
  await writeDraft(database, adopted);
  await removeLocalRow(database, key);
  return adopted;
}

/** Every draft, including those discarded recently; newest change first. Those discarded long ago are deleted. */
export async function readDrafts(database: LocalRxDatabase, ports: DraftPorts): Promise<KeptDraft[]> {
  const keys = await localRowKeys(database, DRAFT_PREFIX);
  const all = (await Promise.all(keys.map((key) => read(database, key, ports)))).flatMap((kept) => kept ?? []);
  const oldest = new Date(Date.parse(ports.now()) - DISCARDED_FOR_MS).toISOString();
  const isOver = ({ discardedAt }: KeptDraft) => discardedAt !== null && discardedAt < oldest;
  await Promise.all(all.filter(isOver).map(({ id }) => removeDraft(database, id)));
  return all.filter((kept) => !isOver(kept)).sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1));
}

/**
 * What becomes of the drafts, those discarded apart, when their person leaves the device (`app/leaving.ts`).
 * @param bareKeys of the rows that are not sealed
 */
export async function draftsAtLeaving(
  database: LocalRxDatabase,
  ports: DraftPorts,
  bareKeys: readonly string[],
): Promise<{ staying: number; going: number }> {
  const drafts = await readDrafts(database, ports);
  const discarded = new Set(drafts.filter(({ discardedAt }) => discardedAt !== null).map(({ id }) => draftKey(id)));
  const keys = (await localRowKeys(database, DRAFT_PREFIX)).filter((key) => !discarded.has(key));
  const going = keys.filter((key) => bareKeys.includes(key)).length;
  return { staying: keys.length - going, going };
}

export async function discardDraft(database: LocalRxDatabase, kept: KeptDraft, now: string): Promise<void> {
  await writeDraft(database, { ...kept, discardedAt: now });
}

/** Brings a discarded draft back as it was. */
export async function restoreDraft(database: LocalRxDatabase, id: string): Promise<void> {
  const kept = await readDraft(database, id);
  if (kept !== null) await writeDraft(database, { ...kept, discardedAt: null });
}

/** The content of the form is what is kept. A discarded draft in which somebody types is no longer discarded. */
export const withDraft = (kept: KeptDraft, draft: Draft, now: string): KeptDraft => ({
  ...kept,
  draft,
  changedAt: now,
  discardedAt: null,
});
