import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { PULLED_COLLECTIONS } from '@marginiq/contract/pull';
import type { Person } from '@marginiq/contract/reference';
import { expect } from 'vitest';
import { type LocalStorage, openLocalDatabase } from '../database/local-database.ts';
import { type LocalRxDatabase, sealerOf } from '../database/row.ts';
import type { Sealer } from '../database/sealer.ts';
import { type Exclusively, type NewCommand, Outbox } from '../outbox/outbox.ts';
import { Replica } from '../replica/replica.ts';
import { keyOf } from '../replica/stored-page.ts';
import { ACME, actorOf, DRILL, SAM } from './company.ts';
import { idSource, testId, tickingClock } from './ids.ts';
import { createMutex } from './mutex.ts';

let databases = 0;

const opening = (sealer?: Sealer) => (sealer === undefined ? {} : { sealer });

export interface DeviceOptions {
  name?: string;
  person?: Person;
  deviceId?: string;
  storage?: LocalStorage;
  sealer?: Sealer;
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
  replica: Replica;
  outbox: Outbox;

  static async open(options: DeviceOptions = {}): Promise<Device> {
    databases += 1;
    const name = options.name ?? `marginiq-test-${databases}`;
    return new Device(
      await Replica.open(await openLocalDatabase(name, options.storage, opening(options.sealer))),
      options,
    );
  }

  private constructor(replica: Replica, options: DeviceOptions) {
    this.replica = replica;
    this.name = replica.database.name;
    this.person = options.person ?? SAM;
    this.deviceId = options.deviceId ?? testId(0xd1);
    this.exclusively = options.exclusively ?? createMutex();
    this.newId = options.newId ?? idSource();
    this.outbox = this.#newOutbox();
  }

  get database(): LocalRxDatabase {
    return this.replica.database;
  }

  get actor() {
    return actorOf(this.person);
  }

  get session() {
    return { actor: this.actor, deviceId: this.deviceId };
  }

  /** As after a restart of the program. */
  async reopen(sealer: Sealer = sealerOf(this.database)): Promise<void> {
    await this.#close();
    this.replica = await Replica.open(await openLocalDatabase(this.name, undefined, opening(sealer)));
    this.outbox = this.#newOutbox();
  }

  /** As after the program was killed: only what is on the disk counts. */
  async loseMemory(): Promise<void> {
    this.replica.close();
    this.replica = await Replica.open(this.database);
  }

  /** What is on the disk, by collection and key, which equals what memory has: what law 2 compares. */
  async pulled(): Promise<Record<string, Map<string, unknown>>> {
    const stored = await Replica.open(this.database);
    stored.close();
    const of = (replica: Replica) =>
      Object.fromEntries(
        PULLED_COLLECTIONS.map((name) => [name, new Map(replica.list(name).map((one) => [keyOf(one), one]))]),
      );
    expect(of(this.replica)).toEqual(of(stored));
    return of(stored);
  }

  requests(): DiscountRequest[] {
    return this.replica.list('requests');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.database.closed) await this.#close();
  }

  async #close(): Promise<void> {
    this.replica.close();
    await this.database.close();
  }

  #newOutbox(): Outbox {
    const { deviceId, now, newId, exclusively } = this;
    return new Outbox(this.database, { deviceId, now, newId, exclusively });
  }
}

/** What a salesperson submits: one drill for Acme, unless stated otherwise. */
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
