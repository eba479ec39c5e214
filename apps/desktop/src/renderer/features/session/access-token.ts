import { TransportError, type TransportFault } from '@marginiq/sync/transport';
import type { DesktopBridge, OpenSession, SessionFault } from '../../../bridge/bridge.ts';

/** Renewed this long before it ends, so that no request meets an ended one on its way. */
const EARLY_MS = 60_000;

const FAULTS: Partial<Record<SessionFault, TransportFault>> = {
  ended: 'signedOut',
  offline: 'offline',
  revoked: 'revoked',
  suspended: 'suspended',
};

/** The access token in force, renewed when needed; callers at the same time share one renewal. */
export class AccessToken {
  readonly #bridge: Pick<DesktopBridge, 'renewSession'>;
  readonly #now: () => number;
  #session: OpenSession | null;
  #renewing: Promise<string> | null = null;

  constructor(bridge: Pick<DesktopBridge, 'renewSession'>, now: () => number, session: OpenSession | null = null) {
    this.#bridge = bridge;
    this.#now = now;
    this.#session = session;
  }

  /** @throws TransportError */
  async get(): Promise<string> {
    const session = this.#session;
    if (session !== null && Date.parse(session.accessExpiresAt) - EARLY_MS > this.#now()) return session.accessToken;
    return this.renew();
  }

  /** A token that the server called invalid is not used again, whatever this device's clock says of it. */
  async renew(): Promise<string> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew(): Promise<string> {
    this.#session = null;
    const result = await this.#bridge.renewSession();
    if (result.ok) {
      this.#session = result.session;
      return result.session.accessToken;
    }
    throw new TransportError(FAULTS[result.fault] ?? 'server', result.message);
  }

  /** Goes on with a session that was just opened by signing in. */
  use(session: OpenSession): void {
    this.#session = session;
  }
}
