import assert from 'node:assert/strict';
import { PULLED_COLLECTIONS } from '@marginiq/contract/pull';
import type { Profile } from '@marginiq/contract/session';
import { AccessToken } from '@marginiq/desktop/access-token';
import { exclusively, steal } from '@marginiq/desktop/exclusively';
import { identityOf } from '@marginiq/desktop/identity';
import type { SessionService } from '@marginiq/desktop/session-service';
import { createTrpcTransport } from '@marginiq/desktop/trpc-transport';
import { LocalData } from '@marginiq/sync/database/local-data';
import { localDatabaseName, openLocalDatabase } from '@marginiq/sync/database/local-database';
import type { OutboxRow } from '@marginiq/sync/database/row';
import { sealerFor } from '@marginiq/sync/database/sealer';
import type { Heartbeat } from '@marginiq/sync/engine/heartbeat';
import { SyncEngine } from '@marginiq/sync/engine/sync-engine';
import { numberingDevice } from '@marginiq/sync/outbox/numbering-device';
import { Outbox } from '@marginiq/sync/outbox/outbox';
import type { OutboxEntry } from '@marginiq/sync/outbox/outbox-entry';
import { Replica } from '@marginiq/sync/replica/replica';
import type { Subscription } from 'rxjs';
import { v7 } from 'uuid';
import type { MakeIn } from './channels.ts';
import type { Disk } from './disk.ts';
import { FaultyTransport, type Line } from './faulty-transport.ts';
import { LAYOUTS } from './layouts.ts';
import type { LeaseWatch } from './lease-watch.ts';
import type { MainThread } from './main-thread.ts';
import type { ClientConfig, ClientDump } from './protocol.ts';
import { type Connection, storageOfWindow } from './window-storage.ts';
import { wireLog } from './wire-log.ts';

/** Faster than in production, so that more happens in a storm; everything counted in beats is unchanged. */
const BEAT_MS = 400;

/** What all windows of one person on one device work with. */
export interface Desk {
  profile: Profile;
  /** Everything of this person on this device. */
  folder: string;
  layout: ClientConfig['layout'];
  serverUrl: string;
  session: SessionService;
  disk: Disk;
  line: Line;
  watch: LeaseWatch;
  makeIn: MakeIn;
}

const now = () => new Date().toISOString();

const heartbeatOf =
  (thread: MainThread): Heartbeat =>
  (beat) => {
    let stopped = false;
    let cancel: () => void = () => undefined;
    const next = () => {
      cancel = thread.after(BEAT_MS, () => void beat().then(() => stopped || next()));
    };
    next();
    return () => {
      stopped = true;
      cancel();
    };
  };

const documentsOf = (replica: Replica): Record<string, unknown> =>
  Object.fromEntries(
    PULLED_COLLECTIONS.flatMap((name) => replica.list(name).map((document) => [`${name}/${document.id}`, document])),
  );

/** What the product opens in one window for the signed-in person, on storage, threads and a line that fail. */
export class Workspace {
  readonly replica: Replica;
  readonly outbox: Outbox;
  readonly data: LocalData;
  readonly engine: SyncEngine;
  /** The outbox as a screen has it, which outlives the database. */
  entries: readonly OutboxEntry[] = [];
  /** What of it cannot be read. */
  heldRows: readonly OutboxRow[] = [];
  readonly #connection: Connection;
  readonly #showing: Subscription;

  private constructor(
    { profile, session, serverUrl, line, folder, makeIn }: Desk,
    { replica, connection, deviceId }: { replica: Replica; connection: Connection; deviceId: string },
    thread: MainThread,
  ) {
    this.replica = replica;
    this.#connection = connection;
    const { userId, name, role, teamId } = profile;
    this.outbox = new Outbox(replica.database, { deviceId, now, newId: () => v7(), exclusively });
    this.data = new LocalData(replica, this.outbox, { actor: { userId, name, role, teamId }, now });
    const bridge = { renewSession: session.renew.bind(session) };
    const token = new AccessToken(profile, { bridge, now: () => Date.now() });
    const transport = createTrpcTransport(serverUrl, token);
    const { random } = line;
    this.engine = makeIn(
      thread,
      () =>
        new SyncEngine(replica, this.outbox, {
          transport: new FaultyTransport(transport, { line, thread, log: wireLog(folder) }),
          ports: {
            now,
            random: () => random.below(1_000_000) / 1_000_000,
            exclusively,
            steal,
            after: thread.after,
            heartbeat: heartbeatOf(thread),
          },
        }),
    );
    this.#showing = this.outbox.entries$.subscribe({
      next: (entries) => {
        this.entries = entries;
      },
      error: (error) => this.engine.broken$.next(error),
    });
    this.#showing.add(
      this.outbox.heldRows$.subscribe({
        next: (rows) => {
          this.heldRows = rows;
        },
        error: (error) => this.engine.broken$.next(error),
      }),
    );
  }

  static async open(desk: Desk, thread: MainThread, number: number): Promise<Workspace> {
    const { profile, session, disk, watch, layout } = desk;
    const connection: Connection = { closed: false };
    const storage = storageOfWindow({ disk, thread, number, connection, watch });
    const sealer = sealerFor(await session.localKeys(identityOf(profile)));
    const name = localDatabaseName(profile.companyId, profile.userId);
    const database = await openLocalDatabase(name, storage, { layout: LAYOUTS[layout], sealer });
    const replica = await Replica.open(database);
    const deviceId = await numberingDevice(database, profile.deviceId);
    return new Workspace(desk, { replica, connection, deviceId }, thread);
  }

  /** The browser closes the database under the program. */
  loseConnection(): void {
    this.#connection.closed = true;
  }

  async dump(): Promise<ClientDump> {
    // What is on the disk counts, and memory may hold nothing more once it is written: it shows a page while that is being
    // written.
    await this.replica.written();
    const stored = await Replica.open(this.replica.database);
    stored.close();
    const documents = documentsOf(stored);
    assert.deepEqual(documentsOf(this.replica), documents, 'what is in memory is not what stands on the disk');
    return { documents, entries: await this.outbox.entries(), cursor: stored.cursor };
  }

  async close(): Promise<void> {
    this.#showing.unsubscribe();
    await this.engine.stop();
    this.replica.close();
    await this.replica.database.close();
    this.loseConnection();
  }
}
