import { type Identity, type Profile, profileSchema } from '@marginiq/contract/session';
import { z } from 'zod';
import type { Credentials } from '../../bridge/bridge.ts';
import { type PageStorage, readJson, writeJson } from './stored-json.ts';

const DEVICES_KEY = 'marginiq.devices';

const ownerSchema = profileSchema.pick({ companyId: true, userId: true, name: true, companyName: true });
/** Whose local data a device id numbers, as far as this device knows. */
export type DeviceOwner = z.infer<typeof ownerSchema>;

const deviceSchema = z.object({ deviceId: z.uuid(), owner: ownerSchema.nullable().default(null) });
type KnownDevice = z.infer<typeof deviceSchema>;
/** Keyed by company and email. Earlier versions stored only the id. */
const devicesSchema = z.record(
  z.string(),
  z.union([z.uuid().transform((deviceId): KnownDevice => ({ deviceId, owner: null })), deviceSchema]),
);

const personOf = ({ company, email }: Pick<Credentials, 'company' | 'email'>) =>
  `${company.trim().toLowerCase()}/${email.trim().toLowerCase()}`;

/**
 * One device id for each person on this device, so that command numbers are never shared. An id is no secret: it is kept beside
 * the local databases, where it outlives every session, so that a person who signs in again is the same device.
 */
export class DeviceRegistry {
  readonly #storage: PageStorage;
  readonly #newId: () => string;

  constructor(storage: PageStorage, newId: () => string) {
    this.#storage = storage;
    this.#newId = newId;
  }

  #read(): Record<string, KnownDevice> {
    return readJson(this.#storage, DEVICES_KEY, devicesSchema) ?? {};
  }

  #write(devices: Record<string, KnownDevice>): void {
    writeJson(this.#storage, DEVICES_KEY, devices);
  }

  /** The person's id on this device; a new one when they have none. */
  deviceIdFor(credentials: Pick<Credentials, 'company' | 'email'>): string {
    const devices = this.#read();
    const person = personOf(credentials);
    const known = devices[person];
    if (known !== undefined) return known.deviceId;
    const deviceId = this.#newId();
    this.#write({ ...devices, [person]: { deviceId, owner: null } });
    return deviceId;
  }

  ownerFor(credentials: Pick<Credentials, 'company' | 'email'>): DeviceOwner | null {
    return this.#read()[personOf(credentials)]?.owner ?? null;
  }

  /** Notes whose local data an id numbers, once its person is known; also for a session from before there was a registry. */
  note({ companySlug, email, deviceId, ...rest }: Profile): void {
    const { companyId, userId, name, companyName } = rest;
    const owner = { companyId, userId, name, companyName };
    this.#write({ ...this.#read(), [personOf({ company: companySlug, email })]: { deviceId, owner } });
  }

  /** A revoked device never comes back: its person begins on a new one. */
  forget({ deviceId }: Pick<Identity, 'deviceId'>): void {
    const kept = Object.entries(this.#read()).filter(([, known]) => known.deviceId !== deviceId);
    this.#write(Object.fromEntries(kept));
  }

  forgetPerson(credentials: Pick<Credentials, 'company' | 'email'>): void {
    const { [personOf(credentials)]: _forgotten, ...kept } = this.#read();
    this.#write(kept);
  }

  owners(): DeviceOwner[] {
    return Object.values(this.#read()).flatMap(({ owner }) => owner ?? []);
  }
}
