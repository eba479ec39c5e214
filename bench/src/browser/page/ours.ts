import { createTrpcTransport } from '@marginiq/desktop/trpc-transport';
import { openLocalDatabase } from '@marginiq/sync/local-database';
import { type NewCommand, Outbox, type OutboxPorts } from '@marginiq/sync/outbox';
import type { LocalRxDatabase } from '@marginiq/sync/row';
import { SyncEngine } from '@marginiq/sync/sync-engine';
import type { SyncTransport } from '@marginiq/sync/transport';
import { filter, firstValueFrom, map } from 'rxjs';
import { v7 } from 'uuid';
import { clock, painted } from './clock.ts';

export interface Account {
  serverUrl: string;
  token: string;
  deviceId: string;
}

const exclusively: OutboxPorts['exclusively'] = (name, work, signal) =>
  navigator.locks.request(name, signal === undefined ? {} : { signal }, work) as ReturnType<typeof work>;
const now = () => new Date().toISOString();

/** The product's own client, without its screens. */
export class Ours {
  readonly database: LocalRxDatabase;
  readonly outbox: Outbox;
  readonly engine: SyncEngine;
  /** What each push took on its way to the server and back. */
  readonly pushes: number[] = [];

  private constructor(database: LocalRxDatabase, { serverUrl, token, deviceId }: Account) {
    this.database = database;
    this.outbox = new Outbox(database, { deviceId, now, newId: () => v7(), exclusively });
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
    this.engine = new SyncEngine(database, this.outbox, {
      transport: timed,
      ports: { now, random: Math.random, exclusively },
    });
  }

  static async open(account: Account, name: string): Promise<Ours> {
    return new Ours(await openLocalDatabase(name), account);
  }

  /** Resolves when the client is in step with the server and hears of news by itself. */
  async start(): Promise<void> {
    this.engine.start();
    await firstValueFrom(this.engine.status$.pipe(filter(({ phase }) => phase === 'synced')));
  }

  live(): Promise<unknown> {
    return firstValueFrom(this.engine.status$.pipe(filter(({ live, phase }) => live && phase === 'synced')));
  }

  async close(): Promise<void> {
    await this.engine.stop();
    await this.database.close();
  }
}

/** Ms until everything is here, and until the first rows of the own requests are painted. */
export async function firstSync(account: Account): Promise<{ ms: number; firstMs: number }> {
  const started = performance.now();
  const ours = await Ours.open(account, `ours-${v7()}`);
  const rows$ = ours.database.requests.find({ sort: [{ order: 'asc' }], limit: 50 }).$;
  const first = firstValueFrom(rows$.pipe(filter((rows) => rows.length > 0))).then(async (rows) => {
    await painted(`${rows.length} requests`);
    return performance.now() - started;
  });
  await ours.start();
  const ms = performance.now() - started;
  const firstMs = await first;
  await ours.close();
  return { ms, firstMs };
}

let open: Ours | null = null;
const client = (): Ours => {
  if (open === null) throw new Error('no client is open in this page');
  return open;
};

/** Opens a client that stays. */
export async function join(account: Account, name: string): Promise<void> {
  open = await Ours.open(account, name);
  await open.start();
}

export async function goLive(): Promise<void> {
  await client().live();
}

export async function leave(): Promise<void> {
  await client().close();
  open = null;
}

/** When the command was handed to the outbox, by the page's clock. */
export async function submit(command: NewCommand<'request.submit'>): Promise<number> {
  const at = clock();
  await client().outbox.submit(command);
  return at;
}

/** When this page's live query showed the request. */
export async function shows(requestId: string): Promise<number> {
  const row$ = client().database.requests.findOne(requestId).$;
  await firstValueFrom(row$.pipe(filter((row) => row !== null)));
  return clock();
}

export const lastPushMs = (): number => client().pushes.at(-1) ?? Number.NaN;

/** Ms to push what waits in the outbox of a client that is in step otherwise. */
export async function pushAll(account: Account, commands: NewCommand<'request.submit'>[]): Promise<number> {
  const ours = await Ours.open(account, `push-${v7()}`);
  await ours.start();
  await ours.engine.stop();
  const entries = commands.map((command, index) => ({
    command: { ...command, id: v7(), deviceId: account.deviceId, deviceSeq: index + 1, madeAt: now() },
    state: 'waiting',
    outcome: null,
  }));
  await ours.outbox.restore(entries);
  const again = new SyncEngineOf(ours, account);
  const started = performance.now();
  again.engine.start();
  await firstValueFrom(
    ours.outbox.entries$.pipe(
      map((all) => all.filter(({ state }) => state === 'waiting').length),
      filter((waiting) => waiting === 0),
    ),
  );
  const ms = performance.now() - started;
  await again.engine.stop();
  await ours.database.close();
  return ms;
}

/** A second engine on a client whose first was stopped: as after the program was opened again. */
class SyncEngineOf {
  readonly engine: SyncEngine;

  constructor({ database, outbox }: Ours, { serverUrl, token }: Account) {
    const source = { get: async () => token, renew: async () => token };
    this.engine = new SyncEngine(database, outbox, {
      transport: createTrpcTransport(serverUrl, source),
      ports: { now, random: Math.random, exclusively },
    });
  }
}

/** Ms until a client that was away has caught up; the caller makes the changes in between. */
export async function comeBack(account: Account, name: string): Promise<number> {
  const ours = await Ours.open(account, name);
  const started = performance.now();
  await ours.start();
  const ms = performance.now() - started;
  await ours.close();
  return ms;
}

/** Ms of a fresh query for the newest 50 in the client that is open. */
export async function top50(): Promise<number> {
  const { requests } = client().database;
  const started = performance.now();
  // A bound that differs each time, so that no cache of queries answers.
  const query = requests.find({
    selector: { order: { $gt: `0${Math.random()}` } },
    sort: [{ order: 'asc' }],
    limit: 50,
  });
  const rows = await query.exec();
  if (rows.length !== 50) throw new Error(`50 rows were asked for, ${rows.length} came`);
  return performance.now() - started;
}
