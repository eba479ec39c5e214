import { type Identity, identitySchema } from '@marginiq/contract/session';
import { z } from 'zod';

/** Part of the browser's storages; a test hands in its own. */
export type PageStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface AdminStorages {
  /** All windows' own. */
  local: PageStorage;
  /** This window's alone; a reload keeps it. */
  window: PageStorage;
}

const SESSION_KEY = 'marginiq.admin.session';
const DEVICES_KEY = 'marginiq.admin.devices';

const devicesSchema = z.record(z.string(), z.uuid());

function read<T>(storage: PageStorage, name: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(storage.getItem(name) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const personOf = ({ company, email }: { company: string; email: string }) =>
  `${company.trim().toLowerCase()}/${email.trim().toLowerCase()}`;

/** Whose session this window has, and which device each admin is in this browser. None of it is secret. */
export class DeviceIds {
  readonly #storages: AdminStorages;
  readonly #newId: () => string;

  constructor(storages: AdminStorages, newId: () => string) {
    this.#storages = storages;
    this.#newId = newId;
  }

  /** This window's session; in a new window the one used last. Null: nobody's. */
  current(): Identity | null {
    const { window, local } = this.#storages;
    return read(window, SESSION_KEY, identitySchema) ?? read(local, SESSION_KEY, identitySchema);
  }

  use({ companyId, userId, deviceId }: Identity): void {
    const text = JSON.stringify({ companyId, userId, deviceId });
    this.#storages.window.setItem(SESSION_KEY, text);
    this.#storages.local.setItem(SESSION_KEY, text);
  }

  /** The window belongs to nobody any more. Another admin's windows keep theirs. */
  leave(): void {
    const { window, local } = this.#storages;
    const own = this.current();
    window.removeItem(SESSION_KEY);
    const last = read(local, SESSION_KEY, identitySchema);
    if (last?.deviceId === own?.deviceId) local.removeItem(SESSION_KEY);
  }

  #devices(): Record<string, string> {
    return read(this.#storages.local, DEVICES_KEY, devicesSchema) ?? {};
  }

  /** One device for each admin of this browser: a device belongs to one person. */
  deviceFor(credentials: { company: string; email: string }): string {
    const devices = this.#devices();
    const person = personOf(credentials);
    const known = devices[person];
    if (known !== undefined) return known;
    const made = this.#newId();
    this.#storages.local.setItem(DEVICES_KEY, JSON.stringify({ ...devices, [person]: made }));
    return made;
  }

  /** A revoked device never comes back: its admin signs in as on a new one. */
  forget(deviceId: string): void {
    const kept = Object.entries(this.#devices()).filter(([, known]) => known !== deviceId);
    this.#storages.local.setItem(DEVICES_KEY, JSON.stringify(Object.fromEntries(kept)));
  }
}
