import { FailureError } from './failure.ts';

/** The parts of the browser that are checked before anything starts. */
export type CheckedHost = Pick<Window, 'isSecureContext' | 'localStorage' | 'indexedDB' | 'crypto'> & {
  navigator: Pick<Navigator, 'cookieEnabled' | 'locks'>;
};

interface Needs {
  /** Whether data is kept on the device. */
  database: boolean;
  /** Whether the session is a cookie. */
  cookies: boolean;
}

/** Reading the property throws where site data is blocked (Chromium, Firefox) or is null (some embedded browsers). */
function hasStorage(host: CheckedHost): boolean {
  try {
    const key = 'marginiq.probe';
    host.localStorage.setItem(key, '1');
    host.localStorage.removeItem(key);
    return true;
  } catch (error) {
    // No room is not the same as not allowed: the program starts, and says so itself.
    return error instanceof Error && error.name === 'QuotaExceededError';
  }
}

function hasDatabase(host: CheckedHost): boolean {
  try {
    return typeof host.indexedDB?.open === 'function';
  } catch {
    return false;
  }
}

/**
 * Checks for what MarginIQ cannot run without, so that a missing piece is named before anything trips over it. A database
 * that fails to open is not checked here: that may be temporary, and opening it is retried later.
 *
 * @throws FailureError
 */
export function requireHost(host: CheckedHost, { database, cookies }: Needs): void {
  if (!hasStorage(host)) throw new FailureError('storageBlocked');
  if (cookies && !host.navigator.cookieEnabled) throw new FailureError('cookiesBlocked');
  if (database && !hasDatabase(host)) throw new FailureError('databaseMissing');
  const hasLocks = typeof host.navigator.locks?.request === 'function';
  const hasCrypto = !database || host.crypto?.subtle !== undefined;
  if (hasLocks && hasCrypto) return;
  throw new FailureError(host.isSecureContext ? 'browserTooOld' : 'insecure');
}
