import { type Identity, identitySchema } from '@marginiq/contract/session';
import { z } from 'zod';
import type { AuthClient } from '../../bridge/auth-client.ts';
import { identityOf, isSameIdentity } from '../../bridge/identity.ts';
import type { BrowserSession } from './browser-session.ts';
import type { Locks } from './patient-lock.ts';
import { type PageStorage, readJson, writeJson } from './stored-json.ts';

/** Sessions that were ended here while the server could not be reached. */
const UNTOLD_KEY = 'marginiq.signedOut';
/** Shared by sign-outs that are on their way to the server; a sign-in holds it alone. */
const LOGOUT_LOCK = 'marginiq.logout';

const untoldSchema = z.array(identitySchema);

interface Ports {
  storage: PageStorage;
  locks: Locks;
  auth: AuthClient;
  session: BrowserSession;
  patienceMs: number;
}

/** Ends sessions on the server, if need be at a later start. */
export class BrowserLogouts {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  #untold(): Identity[] {
    return readJson(this.#ports.storage, UNTOLD_KEY, untoldSchema) ?? [];
  }

  #without(identity: Identity): Identity[] {
    return this.#untold().filter((one) => !isSameIdentity(one, identity));
  }

  /** Sessions that a start before this one ended without network. */
  makeUp(): void {
    for (const identity of this.#untold()) void this.end(identity, null);
  }

  /**
   * @param refreshToken null if a cookie carries it. The server learns of a token sealed by a passphrase now or never: it is deleted here,
   * and its session expires by itself.
   */
  async end(whose: Identity, refreshToken: string | null): Promise<void> {
    const { storage, locks, auth, session } = this.#ports;
    const identity = identityOf(whose);
    if (refreshToken !== null) {
      await auth.logout(refreshToken, identity);
      return;
    }
    writeJson(storage, UNTOLD_KEY, [...this.#without(identity), identity]);
    await locks.request(LOGOUT_LOCK, { mode: 'shared' }, async () => {
      const now = session.read();
      // Signed in again as the same device meanwhile: what would be ended now is the new session.
      const isOver = now !== null && now.keptBy !== 'passphrase' && isSameIdentity(now.profile, identity);
      if (isOver || (await auth.logout(null, identity))) writeJson(storage, UNTOLD_KEY, this.#without(identity));
    });
  }

  /**
   * A sign-out's late reply clears the device's cookie, even if that belongs to a new sign-in. So whoever signs in waits for
   * those on their way, and none is sent meanwhile. We do not wait for a frozen window's.
   */
  async after<T>(work: () => Promise<T>): Promise<T> {
    const { locks, patienceMs } = this.#ports;
    let begun: Promise<T> | null = null;
    const begin = () => {
      begun ??= work();
      return begun;
    };
    try {
      return (await locks.request(LOGOUT_LOCK, { signal: AbortSignal.timeout(patienceMs) }, begin)) as T;
    } catch {
      return begin();
    }
  }
}
