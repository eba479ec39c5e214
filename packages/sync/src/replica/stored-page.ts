import { CONTRACT_DIGEST } from '@marginiq/contract/contract-digest';
import type { Cursor } from '@marginiq/contract/cursor';
import { type Changes, PULLED_COLLECTIONS, type PulledCollection } from '@marginiq/contract/pull';
import type { RxDocumentData, RxJsonSchema } from 'rxdb';
import { isSealed, type Sealer, UnsealError } from '../database/sealer.ts';
import { rereadContent } from './read-page.ts';
import type { SetAside } from './set-aside.ts';

/**
 * A page of pulled documents as stored on the device: one record, together with the cursor to continue from, so that the
 * two are always written together. IndexedDB's cost is per record and per index entry, hardly per byte: in Chromium
 * 10,000 documents take 1.3 s as individual RxDB rows, and a tenth of that as the pages they came in
 * (docs/developers/benchmarks.md).
 */
export interface PageRow {
  /** `generation-number`, see `pageId`. Ascending in the order in which the pages were written. */
  id: string;
  /** Where to continue after this page. Removed with the page's content. */
  cursor?: Cursor | undefined;
  /** Something was given up to make room: its generation is incomplete. */
  thinned: boolean;
  /**
   * The documents, by collection, and beside them what could not be read (`setAside`) and the contract by which they were read, as
   * JSON, sealed (sealer.ts); '' where a page was emptied. RxDB copies every value of an object, a text as a whole.
   */
  upserts: string;
}

export const pageSchema: RxJsonSchema<PageRow> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 32 },
    cursor: { type: 'object', additionalProperties: true },
    thinned: { type: 'boolean' },
    upserts: { type: 'string' },
  },
  required: ['id', 'thinned', 'upserts'],
};

export type StoredRow = RxDocumentData<PageRow>;
export type Upserts = { [C in PulledCollection]: Changes[C]['upserts'] };
export type PulledDocument = Upserts[PulledCollection][number];

export interface StoredPage {
  id: string;
  cursor?: Cursor | undefined;
  thinned: boolean;
  upserts: Upserts;
  /** What the page brought that this program, or another version of it, could not read. */
  setAside: readonly SetAside[];
  /** The contract under which its documents were read when they came; undefined: this program's. */
  contract?: string | undefined;
}

const GENERATION_DIGITS = 6;
const NUMBER_DIGITS = 9;

/** @param generation the reading from the beginning that the page belongs to; the first is 1 */
export const pageId = (generation: number, number: number): string =>
  `${String(generation).padStart(GENERATION_DIGITS, '0')}-${String(number).padStart(NUMBER_DIGITS, '0')}`;

export const generationOf = (id: string): number => Number(id.slice(0, GENERATION_DIGITS));
export const numberOf = (id: string): number => Number(id.slice(GENERATION_DIGITS + 1));

export const noUpserts = (): Upserts => ({ requests: [], customers: [], products: [], reference: [] });

/** A document and the collection that it belongs to. */
export type Located = readonly [PulledCollection, PulledDocument];

export function upsertsOf(documents: readonly Located[]): Upserts {
  const upserts = noUpserts();
  for (const [name, document] of documents) (upserts[name] as PulledDocument[]).push(document);
  return upserts;
}

/**
 * Identity of a document within its local collection. There is one reference document of each kind (but people), whatever
 * its version: the newest replaces the one before.
 */
export function keyOf(document: PulledDocument): string {
  return 'kind' in document && document.kind !== 'person' ? document.kind : document.id;
}

const placeOf = (id: string) => `pages/${id}`;

type Content = Upserts & { setAside?: SetAside[]; contract?: string };

export async function toRow(page: StoredPage, sealer: Sealer): Promise<PageRow> {
  const { id, cursor, thinned, upserts, setAside, contract = CONTRACT_DIGEST } = page;
  const content: Content = { ...upserts, ...(setAside.length === 0 ? {} : { setAside: [...setAside] }), contract };
  return { id, cursor, thinned, upserts: await sealer.sealLarge(JSON.stringify(content), placeOf(id)) };
}

/**
 * What another version of the program wrote is read again by this one's contract, as if it had just come.
 * @throws UnsealError if the page cannot be opened, or another version laid it out as this one cannot read; SyntaxError if a
 * page in the clear is damaged
 */
export async function pageOf({ id, cursor, thinned, upserts }: PageRow, sealer: Sealer): Promise<StoredPage> {
  const content = JSON.parse(await sealer.unseal(upserts, placeOf(id))) as Content | null;
  const page = { id, cursor, thinned };
  if (content?.contract === CONTRACT_DIGEST) {
    const { setAside = [], contract: _, ...documents } = content;
    return { ...page, upserts: documents, setAside };
  }
  const again = rereadContent(content);
  if (again === null) throw new UnsealError('damaged');
  return { ...page, ...again };
}

/**
 * Null if it was sealed by a key that is not here, or is damaged, or was written by somebody else or in an unknown layout: it comes
 * again.
 * @throws SyntaxError if a page in the clear is damaged
 */
export async function openPage(row: PageRow, sealer: Sealer): Promise<StoredPage | null> {
  try {
    return await pageOf(row, sealer);
  } catch (error) {
    if (error instanceof UnsealError) return null;
    throw error;
  }
}

/** Whether it shows nothing of what was pulled, whichever key it was sealed by. */
export const isClosedPage = ({ upserts }: PageRow): boolean => upserts === '' || isSealed(upserts);

/** The page with only those of its documents, and of what was set aside in it, that are to stay. */
export function filtered(
  page: StoredPage,
  stays: (name: PulledCollection, document: PulledDocument) => boolean,
  staysAside: (one: SetAside) => boolean = () => true,
): StoredPage {
  const upserts = noUpserts();
  for (const name of PULLED_COLLECTIONS) {
    const kept = page.upserts[name] as PulledDocument[];
    (upserts[name] as PulledDocument[]) = kept.filter((document) => stays(name, document));
  }
  return { ...page, upserts, setAside: page.setAside.filter(staysAside) };
}
