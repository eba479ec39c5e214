/** A valid UUIDv7 for a small number; the same number gives the same id. */
export function testId(n: number): string {
  return `0190a000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** An endless supply of ids, beginning where the fixtures' own end. */
export function idSource(first = 0x100000): () => string {
  let next = first;
  return () => testId(next++);
}

/** A clock that advances a millisecond with every reading, so that no two instants are the same. */
export function tickingClock(start = '2026-03-01T09:00:00.000Z'): () => string {
  let at = Date.parse(start);
  return () => new Date(at++).toISOString();
}
