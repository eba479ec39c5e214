const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const CODE = /^(?:r-?)?[0-9a-f]{6}$/i;

export interface WantedRequest {
  requestId: string | null;
  requestCode: string | null;
}

/** Which request was typed, by its number or its whole id; null for anything else. Empty means all requests. */
export function wantedRequest(typed: string): WantedRequest | null {
  const words = typed.trim();
  if (words === '') return { requestId: null, requestCode: null };
  if (UUID.test(words)) return { requestId: words.toLowerCase(), requestCode: null };
  return CODE.test(words) ? { requestId: null, requestCode: words } : null;
}
