/** Whether something failed because the device has no room left. IndexedDB's own error is often wrapped in others. */
export function isStorageFull(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth += 1) {
    if (/quota/i.test(`${at.name} ${at.message}`)) return true;
    at = (at as { inner?: unknown }).inner ?? at.cause;
  }
  return false;
}
