import { profileSchema } from '@marginiq/contract/session';
import { z } from 'zod';
import { sessionClockSchema } from '../../bridge/session-clock.ts';
import { type PageStorage, readJson, writeJson } from './stored-json.ts';

export const SESSION_KEY = 'marginiq.session';

/** A new value with each sign-out. It stays, so that a sign-in in progress finds that somebody came and left meanwhile. */
const SIGN_OUT_KEY = 'marginiq.lastSignOut';

const storedSchema = z.object({
  profile: profileSchema,
  /** Of one sign-in: a renewal's late reply belongs to the sign-in that it was asked in. */
  signInId: z.string().default(''),
  /** Absent in a session of an earlier version, which is renewed before it is over by any clock. */
  clock: sessionClockSchema.nullable().default(null),
  /**
   * What keeps the keys of its local data: without them it does not open, because it would write unsealed. `nothing` if the
   * server gave none; null from an earlier version, which did not say.
   */
  keptBy: z.enum(['passphrase', 'browser', 'nothing']).nullable().default(null),
});
export type StoredBrowserSession = z.infer<typeof storedSchema>;

/** The session that all windows of a browser share: whose it is and when it ends. Nothing in it is secret. */
export class BrowserSession {
  readonly #storage: PageStorage;

  constructor(storage: PageStorage) {
    this.#storage = storage;
  }

  read(): StoredBrowserSession | null {
    return readJson(this.#storage, SESSION_KEY, storedSchema);
  }

  /** @returns false if there is no room for it */
  write(session: StoredBrowserSession): boolean {
    return writeJson(this.#storage, SESSION_KEY, session);
  }

  /** @param signOutId tells this sign-out from every other */
  forget(signOutId: string): void {
    this.#storage.removeItem(SESSION_KEY);
    // Removing the old one has just made room for it.
    writeJson(this.#storage, SIGN_OUT_KEY, signOutId);
  }

  lastSignOut(): string | null {
    return readJson(this.#storage, SIGN_OUT_KEY, z.string());
  }
}
