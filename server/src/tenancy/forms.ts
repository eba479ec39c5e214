import {
  DOCUMENT_UPCASTERS,
  type DocumentKind,
  documentVersion,
  upcastDocument,
} from '@marginiq/contract/document-versions';
import type { TenantCollectionName } from './documents.ts';

/** Which kind of document a collection holds, of those that clients hold. */
const KINDS: Partial<Record<TenantCollectionName, DocumentKind>> = {
  discountRequests: 'request',
  customers: 'customer',
  products: 'product',
  companies: 'company',
  users: 'person',
  businessRules: 'ruleSet',
  governance: 'governance',
  statistics: 'statistics',
};

/** How a collection's documents are converted on their way out of the database, and on their way in. */
export interface Form {
  /** As this program knows it, whichever version wrote it. */
  read: (document: object) => object;
  /** The same with its form's version, so that later programs recognise it. */
  mark: (document: object) => object;
}

/** The form of a collection's documents; undefined if there was only ever one. */
export function formIn(name: TenantCollectionName, upcasters = DOCUMENT_UPCASTERS): Form | undefined {
  const kind = KINDS[name];
  if (kind === undefined) return undefined;
  const schemaVersion = documentVersion(kind, upcasters);
  if (schemaVersion === 1) return undefined;
  return {
    read: (document) => upcastDocument(document as Record<string, unknown>, kind, upcasters),
    // A document that was read names its version. One that was made has this program's form.
    mark: (document) => ({ ...document, schemaVersion: (document as Marked).schemaVersion ?? schemaVersion }),
  };
}

interface Marked {
  schemaVersion?: number;
}
