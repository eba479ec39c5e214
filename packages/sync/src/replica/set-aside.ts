import type { PulledCollection } from '@marginiq/contract/pull';

/**
 * A document that the server sent and this program cannot read. Such a document stops nobody (law 9): it is set aside, counted,
 * shown in the sync status and reported to the server, and everything else continues.
 *
 * It is kept in the page that brought it, in place of the document, and not in a row of its own: so it is written together with
 * the cursor that passes it, survives a restart, and follows the rules by which documents are removed. A later readable version
 * replaces it, a removal removes it, a complete new reading sweeps it.
 *
 * By the same rules it replaces an older readable version. That is hidden from then on: it is no longer what the server lets its
 * person see (law 2), and somebody might decide on it.
 */
export interface SetAside {
  collection: PulledCollection;
  /** Its identity as if it could be read (`keyOf`); made up if not even that can be read. */
  key: string;
  seq: number;
  /** The first invalid place, and why: names of fields, never values. */
  where: string;
  /** The program that could not read it. Another version reads everything again. */
  by: string;
}
