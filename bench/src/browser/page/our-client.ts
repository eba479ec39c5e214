import { createTrpcTransport } from '@marginiq/desktop/trpc-transport';
import type { ActingUser } from '@marginiq/domain/context';
import { LocalData } from '@marginiq/sync/database/local-data';
import { openLocalDatabase } from '@marginiq/sync/database/local-database';
import { createSealer, plainSealer, type Sealer } from '@marginiq/sync/database/sealer';
import { SyncEngine } from '@marginiq/sync/engine/sync-engine';
import type { SyncTransport } from '@marginiq/sync/engine/transport';
import { Outbox, type OutboxPorts } from '@marginiq/sync/outbox/outbox';
import { Replica } from '@marginiq/sync/replica/replica';
import { filter, firstValueFrom } from 'rxjs';
import { v7 } from 'uuid';

export interface Account {
  serverUrl: string;
  token: string;
  deviceId: string;
  actor: ActingUser;
}

const exclusively: OutboxPorts['exclusively'] = (name, work, signal) =>
  navigator.locks.request(name, signal === undefined ? {} : { signal }, work) as ReturnType<typeof work>;
export const now = () => new Date().toISOString();

/** What is written to the disk: AES-GCM as in the product, or the plain text, behind the same port. */
export type Cipher = 'sealed' | 'plain';

/** The same key each time: a device that is opened again has its own. */
function sealerFor(cipher: Cipher): Sealer {
  if (cipher === 'plain') return plainSealer;
  const { crypto } = window;
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const keys = { current: new Uint8Array(32).fill(1), earlier: [], mayHoldClear: false };
  return createSealer(keys, { subtle: crypto.subtle, randomBytes });
}

/** The product's own client, without its screens. */
export class OurClient {
  readonly replica: Replica;
  readonly outbox: Outbox;
  readonly data: LocalData;
  readonly engine: SyncEngine;
  /** What each push took on its way to the server and back. */
  readonly pushes: number[] = [];

  private constructor(replica: Replica, { serverUrl, token, deviceId, actor }: Account) {
    this.replica = replica;
    this.outbox = new Outbox(replica.database, { deviceId, now, newId: () => v7(), exclusively });
    this.data = new LocalData(replica, this.outbox, { actor, now });
    const source = { get: async () => token, renew: async () => token };
    const transport = createTrpcTransport(serverUrl, source);
    const timed: SyncTransport = {
      ...transport,
      push: async (input, signal) => {
        const started = performance.now();
        const reply = await transport.push(input, signal);
        this.pushes.push(performance.now() - started);
        return reply;
      },
    };
    this.engine = new SyncEngine(replica, this.outbox, {
      transport: timed,
      ports: { now, random: Math.random, exclusively },
    });
  }

  static async open(account: Account, name: string, cipher: Cipher = 'sealed'): Promise<OurClient> {
    const sealer = sealerFor(cipher);
    return new OurClient(await Replica.open(await openLocalDatabase(name, undefined, { sealer })), account);
  }

  /** Resolves when the client is in step with the server. */
  async start(): Promise<void> {
    this.engine.start();
    await firstValueFrom(this.engine.status$.pipe(filter(({ phase }) => phase === 'synced')));
  }

  /** Resolves when it hears of news by itself. */
  live(): Promise<unknown> {
    return firstValueFrom(this.engine.status$.pipe(filter(({ live, phase }) => live && phase === 'synced')));
  }

  async close(): Promise<void> {
    await this.engine.stop();
    this.replica.close();
    await this.replica.database.close();
  }
}
