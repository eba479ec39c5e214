import { indexedDbsOf } from './indexed-db.ts';
import type { LocalLayout } from './row.ts';

/**
 * A newer version of MarginIQ has opened this data and changed its layout, in another window perhaps. Nothing is damaged; this
 * version must not write beside it, for what it wrote would not be found there.
 */
export class NewerVersionError extends Error {
  override name = 'NewerVersionError';

  constructor() {
    super('a newer version of MarginIQ has opened the data on this device');
  }
}

/** IndexedDB's error for a database of a higher version than the requested one. */
const VERSION_ERROR = 'VersionError';

/** Whether opening failed for this reason, wherever it was found out. */
export function isOfNewerVersion(error: unknown): boolean {
  const seen = new Set<unknown>();
  for (let one = error; typeof one === 'object' && one !== null && !seen.has(one); ) {
    seen.add(one);
    const { name, cause, inner } = one as { name?: unknown; cause?: unknown; inner?: unknown };
    if (one instanceof NewerVersionError || name === VERSION_ERROR) return true;
    // Dexie keeps the error that it was given as `inner`.
    one = cause ?? inner;
  }
  return false;
}

/**
 * RxDB keeps each layout in stores of its own, so an older version finds none of a newer one's rows, and begins an empty outbox
 * beside them. What was pulled comes again in any layout, so nothing has to be said of that.
 * @throws NewerVersionError
 */
export async function refuseNewerLayout(databaseName: string, { outbox, local }: LocalLayout): Promise<void> {
  // On another storage there is nothing to be seen from here.
  if (!('indexedDB' in globalThis)) return;
  const known = new Map([
    ['commands', outbox.version],
    ['local', local.version],
  ]);
  for (const store of await indexedDbsOf(databaseName)) {
    const [version, collection = ''] = store.split('--').slice(-2);
    if (Number(version) > (known.get(collection) ?? Number.POSITIVE_INFINITY)) throw new NewerVersionError();
  }
}
