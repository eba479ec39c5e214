import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { SessionChange } from '@marginiq/desktop/bridge';
import { SessionService } from '@marginiq/desktop/session-service';
import { type SafeStorage, SessionVault } from '@marginiq/desktop/session-vault';
import { v7 } from 'uuid';

/** A key store that hides secrets from nobody, so that a law can look for what does not belong there. */
const OPEN_STORE: SafeStorage = {
  isEncryptionAvailable: () => true,
  encryptString: (text) => Buffer.from(text),
  decryptString: (bytes) => bytes.toString('utf8'),
};

export interface SessionOptions {
  folder: string;
  serverUrl: string;
  onChange: (change: SessionChange) => void;
}

/** The session of one device, as Electron's main process keeps it for all windows. */
export function sessionOf({ folder, serverUrl, onChange }: SessionOptions): SessionService {
  const ports = {
    safe: OPEN_STORE,
    log: (line: string) => console.error(line),
    randomBytes: (length: number) => new Uint8Array(randomBytes(length)),
  };
  return new SessionService({
    serverUrl,
    vault: new SessionVault(join(folder, 'session.json'), ports),
    deviceName: 'a tortured client',
    time: { now: () => Date.now(), monotonic: () => performance.now() },
    newId: () => v7(),
    onChange,
    log: ports.log,
  });
}
