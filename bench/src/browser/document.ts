/** A document as the peers hold it: the same content as ours, with the same key to sort by. */
export interface BenchDocument {
  id: string;
  order: string;
  doc: Record<string, unknown>;
}
