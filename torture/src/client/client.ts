import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { CommandType } from '@marginiq/contract/command';
import { PULLED_COLLECTIONS } from '@marginiq/contract/pull';
import type { Profile } from '@marginiq/contract/session';
import { createTrpcTransport } from '@marginiq/desktop/trpc-transport';
import { LocalData } from '@marginiq/sync/local-data';
import { localDatabaseName, openLocalDatabase } from '@marginiq/sync/local-database';
import { type NewCommand, Outbox } from '@marginiq/sync/outbox';
import { Replica } from '@marginiq/sync/replica';
import { SyncEngine } from '@marginiq/sync/sync-engine';
import { createMutex } from '@marginiq/sync/testing/mutex';
import { combineLatest, firstValueFrom } from 'rxjs';
import { v7 } from 'uuid';
import { Random } from '../run/random.ts';
import { type Action, commandOfAction } from './actions.ts';
import { FaultyTransport } from './faulty-transport.ts';
import { journalledStorage } from './journalled-storage.ts';
import { LAYOUTS } from './layouts.ts';
import { ledgerOf } from './ledger.ts';
import type { ClientConfig, ClientDump, ClientState } from './protocol.ts';
import type { ClientSession } from './session.ts';
import { wireLog } from './wire-log.ts';
import type { WritePort } from './write-port.ts';

const documentsOf = (replica: Replica): Record<string, unknown> =>
  Object.fromEntries(
    PULLED_COLLECTIONS.flatMap((name) => replica.list(name).map((document) => [`${name}/${document.id}`, document])),
  );

const now = () => new Date().toISOString();

/** One person's installation: the product's own client on a storage that outlives the process. */
export class Client {
  readonly transport: FaultyTransport;
  readonly engine: SyncEngine;
  readonly #replica: Replica;
  readonly #outbox: Outbox;
  readonly #data: LocalData;
  readonly #profile: Profile;
  readonly #ledger;

  private constructor(config: ClientConfig, session: ClientSession, opened: { replica: Replica; profile: Profile }) {
    const { replica, profile } = opened;
    const { database } = replica;
    const exclusively = createMutex();
    const random = new Random(config.seed);
    const { userId, name, role, teamId, deviceId } = profile;
    this.#profile = profile;
    this.#replica = replica;
    this.#ledger = ledgerOf(config.folder);
    this.#outbox = new Outbox(database, { deviceId, now, newId: () => v7(), exclusively });
    this.#data = new LocalData(replica, this.#outbox, { actor: { userId, name, role, teamId }, now });
    const transport = createTrpcTransport(config.serverUrl, session.token);
    this.transport = new FaultyTransport(transport, random, wireLog(config.folder));
    this.engine = new SyncEngine(replica, this.#outbox, {
      transport: this.transport,
      ports: { now, random: () => random.below(1_000_000) / 1_000_000, exclusively },
    });
  }

  static async open(config: ClientConfig, session: ClientSession, options: { profile: Profile; writes: WritePort }) {
    const { profile, writes } = options;
    const storage = journalledStorage(join(config.folder, 'local'), writes);
    const database = await openLocalDatabase(localDatabaseName(profile.companyId, profile.userId), storage, {
      layout: LAYOUTS[config.layout],
    });
    return new Client(config, session, { replica: await Replica.open(database), profile });
  }

  async submit(command: NewCommand<CommandType>): Promise<string> {
    const saved = await this.#outbox.submit(command);
    // Only now was the person told "saved": from here on the command may not be lost (law 6).
    this.#ledger.append({ saved });
    return saved.id;
  }

  /** @returns the command's id; null where there was nothing to do it to */
  async act(action: Action): Promise<string | null> {
    const [knowledge, views] = await firstValueFrom(combineLatest([this.#data.knowledge$, this.#data.requests$]));
    const { userId, name, role, teamId } = this.#profile;
    const command = commandOfAction({ actor: { userId, name, role, teamId }, knowledge, views }, action);
    return command === null ? null : this.submit(command);
  }

  async dismissAll(): Promise<number> {
    const refused = (await this.#outbox.entries()).filter(({ state }) => state === 'refused');
    for (const { command } of refused) {
      this.#ledger.append({ dismissed: command.id });
      await this.#outbox.dismiss(command.id);
    }
    return refused.length;
  }

  async state(): Promise<Omit<ClientState, 'signedIn'>> {
    const entries = await this.#outbox.entries();
    const count = (state: string) => entries.filter((entry) => entry.state === state).length;
    return {
      status: this.engine.status$.value,
      cursor: this.#replica.cursor,
      waiting: count('waiting'),
      refused: count('refused'),
      lostReplies: this.transport.lostReplies,
    };
  }

  async unanswered(): Promise<string[]> {
    return (await this.#outbox.waiting()).map(({ id }) => id);
  }

  async dump(): Promise<ClientDump> {
    // What stands on the disk counts, and memory is to have nothing else.
    const stored = await Replica.open(this.#replica.database);
    stored.close();
    const documents = documentsOf(stored);
    assert.deepEqual(documentsOf(this.#replica), documents, 'what is in memory is not what stands on the disk');
    return { documents, entries: await this.#outbox.entries(), cursor: stored.cursor };
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    this.#replica.close();
    await this.#replica.database.close();
  }
}
