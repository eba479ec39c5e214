import type { PulledCollection } from './pull.ts';
import type { Reference } from './reference.ts';
import { type Upcaster, upcast, versionAfter, type Written } from './upcast.ts';

/** The kinds of documents that clients hold. */
export type DocumentKind = 'request' | 'customer' | 'product' | Reference['kind'];

export type DocumentUpcasters = Record<DocumentKind, readonly Upcaster[]>;

/**
 * By kind, what makes the next version's form out of one version's. When a document changes so that a program cannot work with
 * what one before it wrote, add one: the server reads its stored documents by it (tenancy/forms.ts), and the device its pages. What
 * programs of earlier protocols get instead, the server's `for-protocol` decides.
 */
export const DOCUMENT_UPCASTERS: DocumentUpcasters = {
  request: [],
  customer: [],
  product: [],
  company: [],
  person: [],
  ruleSet: [],
  governance: [],
  statistics: [],
};

/** The version of the form that this program writes; `schemaVersion` says so in the document, if it is not 1. */
export const documentVersion = (kind: DocumentKind, upcasters = DOCUMENT_UPCASTERS): number =>
  versionAfter(upcasters[kind]);

const KINDS: Record<Exclude<PulledCollection, 'reference'>, DocumentKind> = {
  requests: 'request',
  customers: 'customer',
  products: 'product',
};

const isRecord = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function kindIn(collection: PulledCollection, { kind }: Written, upcasters: DocumentUpcasters): DocumentKind | null {
  if (collection !== 'reference') return KINDS[collection];
  return typeof kind === 'string' && Object.hasOwn(upcasters, kind) ? (kind as DocumentKind) : null;
}

const versionIn = ({ schemaVersion }: Written) =>
  typeof schemaVersion === 'number' && Number.isSafeInteger(schemaVersion) ? Math.max(schemaVersion, 1) : 1;

/** A document of one kind in the form of this program; what a later one wrote as it is. */
export function upcastDocument(document: Written, kind: DocumentKind, upcasters = DOCUMENT_UPCASTERS): Written {
  const version = versionIn(document);
  const newest = documentVersion(kind, upcasters);
  if (version >= newest) return document;
  return { ...upcast(document, { version, upcasters: upcasters[kind] }), schemaVersion: newest };
}

/**
 * The same for one of a pulled collection. What is no document of a known kind, or not of the version that it names, is left as it
 * is: the schema sets it aside, and the rest of the page is read.
 */
export function upcastPulled(collection: PulledCollection, document: unknown, upcasters = DOCUMENT_UPCASTERS): unknown {
  if (!isRecord(document)) return document;
  const kind = kindIn(collection, document, upcasters);
  if (kind === null) return document;
  try {
    return upcastDocument(document, kind, upcasters);
  } catch {
    return document;
  }
}
