import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { DeviceProofs } from '../bridge/auth-client.ts';

/** More people than share one computer; those who signed in last are kept. */
const MOST_PROOFS = 20;

const proofsSchema = z.record(z.string(), z.string().max(200));

/**
 * Proofs of known devices in a file. They say nothing of whose they are and open nothing, so they are not sealed; where the
 * file is lost or cannot be written, a device is merely not known.
 */
export class DeviceProofFile implements DeviceProofs {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  read(deviceId: string): string | null {
    return this.#all()[deviceId] ?? null;
  }

  keep(deviceId: string, proof: string): void {
    const { [deviceId]: _before, ...others } = this.#all();
    const newest = Object.entries({ ...others, [deviceId]: proof }).slice(-MOST_PROOFS);
    try {
      writeFileSync(`${this.#file}.draft`, JSON.stringify(Object.fromEntries(newest)), { mode: 0o600 });
      renameSync(`${this.#file}.draft`, this.#file);
    } catch {
      // A full disk, for one: signing in must not fail by it.
    }
  }

  #all(): Record<string, string> {
    try {
      return proofsSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return {};
    }
  }
}
