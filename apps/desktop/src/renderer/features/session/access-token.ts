import type { Identity } from '@marginiq/contract/session';
import { TransportError, type TransportFault } from '@marginiq/sync/engine/transport';
import type { DesktopBridge, OpenSession, SessionFailure, SessionFault } from '../../../bridge/bridge.ts';
import { identityOf, isSameIdentity } from '../../../bridge/identity.ts';

/** Renewed this long before it expires, so that no request arrives with an expired one. */
const EARLY_MS = 60_000;

const FAULTS: Partial<Record<SessionFault, TransportFault>> = {
  ended: 'signedOut',
  offline: 'offline',
  otherSession: 'otherSession',
  revoked: 'revoked',
  inactive: 'inactive',
  suspended: 'suspended',
  busy: 'busy',
  maintenance: 'maintenance',
};

function toTransportError({ fault, message, retryAfterMs, waitSeconds, reference }: SessionFailure): TransportError {
  const overInMs = fault === 'maintenance' && waitSeconds !== undefined ? waitSeconds * 1000 : undefined;
  const details = { retryAfterMs: retryAfterMs ?? null, overInMs, requestId: reference };
  return new TransportError(FAULTS[fault] ?? 'server', message, details);
}

export interface AccessTokenPorts {
  bridge: Pick<DesktopBridge, 'renewSession'>;
  now: () => number;
}

/**
 * The current access token of one person on one device, and of nobody else, whoever signs in later. Renewed when needed;
 * callers at the same time share one renewal.
 */
export class AccessToken {
  readonly identity: Identity;
  readonly #ports: AccessTokenPorts;
  #session: OpenSession | null = null;
  #renewing: Promise<string> | null = null;

  constructor(identity: Identity, ports: AccessTokenPorts, session: OpenSession | null = null) {
    this.identity = identityOf(identity);
    this.#ports = ports;
    if (session !== null) this.use(session);
  }

  /** @throws TransportError */
  async get(): Promise<string> {
    const session = this.#session;
    const { now } = this.#ports;
    if (session !== null && Date.parse(session.accessExpiresAt) - EARLY_MS > now()) return session.accessToken;
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
    const result = await this.#ports.bridge.renewSession(this.identity).catch((error: unknown) => {
      // This device failed, not the line: a person told "offline" would wait for a network that is there.
      throw new TransportError('server', String(error));
    });
    if (!result.ok) throw toTransportError(result);
    this.use(result.session);
    return result.session.accessToken;
  }

  /**
   * Continues with a session that was just opened.
   * @throws TransportError for anybody else's
   */
  use(session: OpenSession): void {
    if (!isSameIdentity(session.profile, this.identity)) {
      throw new TransportError('otherSession', 'the session is of somebody else, or of another device');
    }
    this.#session = session;
  }
}
