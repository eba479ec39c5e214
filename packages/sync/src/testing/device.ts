import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { PULLED_COLLECTIONS } from '@marginiq/contract/pull';
import type { Person } from '@marginiq/contract/reference';
import { type LocalStorage, openLocalDatabase } from '../local-database.ts';
import { LOCAL_EPOCH } from '../local-state.ts';
import { type Exclusively, type NewCommand, Outbox } from '../outbox.ts';
import type { LocalRxDatabase } from '../row.ts';
import { ACME, actorOf, DRILL, SAM } from './company.ts';
import { idSource, testId, tickingClock } from './ids.ts';
import { createMutex } from './mutex.ts';

let databases = 0;

export interface DeviceOptions {
  name?: string;
  person?: Person;
  deviceId?: string;
  storage?: LocalStorage;
  exclusively?: Exclusively;
  newId?: () => string;
}

/** One window of one person's device: a local database and its outbox. Disposing of it closes the database. */
export class Device {
  readonly name: string;
  readonly person: Person;
  readonly deviceId: string;
  readonly exclusively: Exclusively;
  readonly newId: () => string;
  readonly now = tickingClock('2026-02-01T08:00:00.000Z');
  database: LocalRxDatabase;
  outbox: Outbox;

  static async open(options: DeviceOptions = {}): Promise<Device> {
    databases += 1;
    const name = options.name ?? `marginiq-test-${databases}`;
    return new Device(await openLocalDatabase(name, options.storage), options);
  }

  private constructor(database: LocalRxDatabase, options: DeviceOptions) {
    this.database = database;
    this.name = database.name;
    this.person = options.person ?? SAM;
    this.deviceId = options.deviceId ?? testId(0xd1);
    this.exclusively = options.exclusively ?? createMutex();
    this.newId = options.newId ?? idSource();
    this.outbox = this.#newOutbox();
  }

  get actor() {
    return actorOf(this.person);
  }

  get session() {
    return { actor: this.actor, deviceId: this.deviceId };
  }

  /** As after a restart of the program. */
  async reopen(): Promise<void> {
    await this.database.close();
    this.database = await openLocalDatabase(this.name);
    this.outbox = this.#newOutbox();
  }

  /** Local documents without the device's own, by collection and row id: what law 2 compares. */
  async pulled(): Promise<Record<string, Map<string, unknown>>> {
    const collections: Record<string, Map<string, unknown>> = {};
    for (const name of PULLED_COLLECTIONS) {
      const rows = (await this.database[name].find().exec()).map((row) => row.toJSON());
      const own = rows.filter(({ epoch }) => epoch !== LOCAL_EPOCH);
      collections[name] = new Map(own.map(({ id, doc }) => [id, doc]));
    }
    return collections;
  }

  async requests(): Promise<DiscountRequest[]> {
    const rows = await this.database.requests.find({ sort: [{ order: 'asc' }] }).exec();
    return rows.map((row) => row.toJSON().doc as unknown as DiscountRequest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.database.closed) await this.database.close();
  }

  #newOutbox(): Outbox {
    const { deviceId, now, newId, exclusively } = this;
    return new Outbox(this.database, { deviceId, now, newId, exclusively });
  }
}

/** What a salesperson submits: one drill for Acme, unless told otherwise. */
export function submission(
  requestId: string,
  { discountBp = 500, customerId = ACME.id, productId = DRILL.id, justification = 'A good customer' } = {},
): NewCommand<'request.submit'> {
  const items = [{ productId, quantity: 2, discountBp }];
  return {
    type: 'request.submit',
    args: { requestId, customerId, items, justification },
    baseRevision: 0,
    provisional: null,
  };
}

export function withdrawal(requestId: string, baseRevision = 1): NewCommand<'request.withdraw'> {
  return { type: 'request.withdraw', args: { requestId }, baseRevision, provisional: null };
}
