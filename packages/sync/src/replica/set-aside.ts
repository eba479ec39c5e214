import type { PulledCollection } from '@marginiq/contract/pull';

/**
 * A document that the server sent and this program cannot read. One of them stops nobody (law 9): it is set aside, counted, shown
 * in the sync status and told to the server, and everything else goes on.
 *
 * It is kept in the page that brought it, in the place of the document, and not in a row of its own: so it is written together
 * with the cursor that passes it, survives a restart, and goes by the rules by which documents go. A later version that can be
 * read takes its place, a removal takes it away, a complete new reading sweeps it.
 *
 * By the same rules it takes the place of an older version that could be read. That is hidden from then on: it is not what the
 * server lets its person see any more (law 2), and somebody may decide on it.
 */
export interface SetAside {
  collection: PulledCollection;
  /** By what it would be known if it could be read (`keyOf`); made up where not even that can be read. */
  key: string;
  seq: number;
  /** The first place that does not fit, and why: names of fields, never what stands there. */
  where: string;
  /** The program that could not read it. Another version reads everything again. */
  by: string;
}
